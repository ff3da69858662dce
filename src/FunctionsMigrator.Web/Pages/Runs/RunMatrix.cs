using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>Which part of the targets is shown in words.</summary>
/// <param name="Wave">The wave whose page is turned; null: none.</param>
/// <param name="Page">Its page, from 1.</param>
/// <param name="Search">Only targets whose address holds this; null: all.</param>
/// <param name="Progress">Only targets that stand so; null: all.</param>
public sealed record MatrixQuery(int? Wave = null, int Page = 1, string? Search = null, TargetProgress? Progress = null)
{
    /// <summary>Whether the target is one of them.</summary>
    public bool Holds(TargetState target) =>
        (Progress is null || target.Progress == Progress) && (Search is null || target.Address.ToString().Contains(Search, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The targets of a run by wave: all of them as marks, and a page of each wave in words, what failed first.</summary>
/// <param name="Waves">The waves in order; targets without changes are the last, as wave 0.</param>
/// <param name="Total">Targets with changes.</param>
/// <param name="Counts">How many stand where.</param>
public sealed record RunMatrix(IReadOnlyList<MatrixWave> Waves, int Total, IReadOnlyList<KeyValuePair<TargetProgress, int>> Counts)
{
    /// <summary>Rows of one page of a wave.</summary>
    public const int PageSize = 25;

    /// <summary>How many targets of a run are shown without folding a wave.</summary>
    public const int Few = 60;

    /// <summary>Targets that are done with, well or not.</summary>
    public int Done => Counts.Where(count => count.Key is not (TargetProgress.Planned or TargetProgress.Applying or TargetProgress.Unchanged)).Sum(count => count.Value);

    /// <summary>Arranges the targets of a run.</summary>
    public static RunMatrix Of(RunRecord run, IReadOnlyList<TargetState> targets, MatrixQuery query)
    {
        var waves = targets.GroupBy(target => target.Wave).OrderBy(group => group.Key == 0 ? int.MaxValue : group.Key)
            .Select(group => Wave(run, group.Key, [.. group.OrderBy(target => target.Address)], targets.Count, query)).ToList();
        return new RunMatrix(waves, targets.Count(target => target.Wave > 0), CountsOf(targets));
    }

    /// <summary>How many stand where, in the order of <see cref="TargetProgress"/>.</summary>
    public static IReadOnlyList<KeyValuePair<TargetProgress, int>> CountsOf(IEnumerable<TargetState> targets) =>
        [.. targets.GroupBy(target => target.Progress).OrderBy(group => group.Key).Select(group => KeyValuePair.Create(group.Key, group.Count()))];

    private static MatrixWave Wave(RunRecord run, int number, IReadOnlyList<TargetState> targets, int all, MatrixQuery query)
    {
        var rows = targets.Where(query.Holds).OrderBy(target => Urgency(target.Progress)).ThenBy(target => target.Address).ToList();
        var pages = Math.Max(1, (rows.Count + PageSize - 1) / PageSize);
        var page = query.Wave == number ? Math.Clamp(query.Page, 1, pages) : 1;
        var open = query.Wave == number || (number > 0 && (all <= Few || (query.Wave is null && number == run.Wave && !run.State.IsFinal())))
            || targets.Any(target => target.Progress is TargetProgress.Failed or TargetProgress.NotRestored) || (query.Wave is null && rows.Count > 0 && (query.Search is not null || query.Progress is not null));
        return new MatrixWave(number, targets, CountsOf(targets), [.. rows.Skip((page - 1) * PageSize).Take(PageSize)], rows.Count, page, pages, open);
    }

    private static int Urgency(TargetProgress progress) => progress switch
    {
        TargetProgress.Failed => 0,
        TargetProgress.NotRestored => 1,
        TargetProgress.Applying => 2,
        TargetProgress.Skipped => 3,
        TargetProgress.Restored => 4,
        TargetProgress.Planned => 5,
        TargetProgress.Applied => 6,
        _ => 7,
    };
}

/// <summary>One wave of the matrix.</summary>
/// <param name="Number">From 1; 0: targets on which nothing changes.</param>
/// <param name="Targets">All of them, by address.</param>
/// <param name="Counts">How many stand where.</param>
/// <param name="Rows">The page that is shown in words.</param>
/// <param name="Fitting">How many targets fit what was looked for.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="IsOpen">Whether it is unfolded.</param>
public sealed record MatrixWave(
    int Number,
    IReadOnlyList<TargetState> Targets,
    IReadOnlyList<KeyValuePair<TargetProgress, int>> Counts,
    IReadOnlyList<TargetState> Rows,
    int Fitting,
    int Page,
    int Pages,
    bool IsOpen);
