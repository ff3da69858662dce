namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>A plan as renderers read it: the index in memory, the lines streamed target by target.</summary>
/// <param name="Index">The plan in numbers.</param>
/// <param name="Changes">The lines of one target's plan.</param>
public sealed record PlanView(PlanIndex Index, Func<TargetPlan, CancellationToken, IAsyncEnumerable<Change>> Changes)
{
    /// <summary>Targets with something to show, in the plan's order.</summary>
    public IEnumerable<TargetPlan> Shown() => Index.Targets.Where(target => target.Counts.Total > 0 || target.Findings.Count > 0 || target.Blocked is not null);
}
