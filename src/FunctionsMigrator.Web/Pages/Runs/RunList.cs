using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>Which runs are shown.</summary>
/// <param name="Environment">Of this environment; null: of all.</param>
/// <param name="State">In this state, or <c>open</c>; null: in any.</param>
/// <param name="Search">Whose id, title, commit or starter holds this; null: all.</param>
/// <param name="After">Id of the run behind which the page begins; null: with the newest.</param>
public sealed record RunListQuery(string? Environment = null, string? State = null, string? Search = null, string? After = null)
{
    /// <summary>Every state that is not final.</summary>
    public const string Open = "open";

    /// <summary>Whether the run is one of them.</summary>
    public bool Holds(RunRecord run) =>
        (State is null || (State == Open ? !run.State.IsFinal() : run.State.ToString().Equals(State, StringComparison.OrdinalIgnoreCase)))
        && (Search is not { } text || new[] { run.Id, run.Title, run.Commit, run.StartedBy, run.Starter, run.Reason }.Any(value => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true));
}

/// <summary>A page of runs, newest first.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Next">Behind which run the next page begins; null: there is none.</param>
/// <param name="Looked">How many runs were looked at for it.</param>
/// <param name="Environments">The environments that can be chosen.</param>
public sealed record RunList(IReadOnlyList<RunRecord> Runs, string? Next, int Looked, IReadOnlyList<string> Environments)
{
    /// <summary>Runs of one page.</summary>
    public const int Size = 50;

    /// <summary>Runs that one page looks at; a search then says where it goes on.</summary>
    public const int MostLooked = 2000;

    /// <summary>Reads one page. New runs do not move what stands behind a place, since a place is a run.</summary>
    public static async Task<RunList> ReadAsync(IMigrator migrator, RunListQuery query, IReadOnlyList<string> environments, CancellationToken cancellation)
    {
        var (runs, looked, last) = (new List<RunRecord>(), 0, (string?)null);
        var filter = new RunFilter(query.Environment, query.State == RunListQuery.Open, int.MaxValue, query.After);
        await foreach (var run in migrator.ListAsync(filter, cancellation))
        {
            // One more than is shown, or looked at, says that there is more.
            var fits = query.Holds(run);
            if (looked == MostLooked || (fits && runs.Count == Size))
            {
                return new RunList(runs, last, looked, environments);
            }

            (looked, last) = (looked + 1, run.Id);
            if (fits)
            {
                runs.Add(run);
            }
        }

        return new RunList(runs, null, looked, environments);
    }
}
