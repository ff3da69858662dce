using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Which targets are worth a row when there are more than fit.</summary>
internal static class TargetRows
{
    /// <summary>At most <paramref name="limit"/> targets, those in trouble and at work first, shown in their own order; and what was left out, by state.</summary>
    public static (IReadOnlyList<TargetState> Shown, string LeftOut) Pick(IReadOnlyList<TargetState> targets, int limit)
    {
        if (targets.Count <= limit)
        {
            return (targets, "");
        }

        var chosen = targets.Select((target, index) => (target, index)).OrderBy(pair => Rank(pair.target.Progress)).ThenBy(pair => pair.index).Take(limit)
            .Select(pair => pair.index).ToHashSet();
        var leftOut = targets.Where((_, index) => !chosen.Contains(index)).GroupBy(target => target.Progress).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key}");
        return ([.. targets.Where((_, index) => chosen.Contains(index))], $"and {string.Join(", ", leftOut)}");
    }

    /// <summary>How much a target wants to be seen: 0 first.</summary>
    public static int Rank(TargetProgress progress) => progress switch
    {
        TargetProgress.Failed or TargetProgress.NotRestored => 0,
        TargetProgress.Applying => 1,
        TargetProgress.Planned => 2,
        TargetProgress.Restored or TargetProgress.Skipped => 3,
        TargetProgress.Applied => 4,
        _ => 5,
    };
}
