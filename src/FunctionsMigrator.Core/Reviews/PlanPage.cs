using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>Which part of a plan is shown.</summary>
/// <param name="Search">Only changes that hold this text; null: all.</param>
/// <param name="Target">Only changes of this target; null: of all.</param>
/// <param name="Page">Number of the page, from 1; only without a search.</param>
/// <param name="From">Where a search goes on: number of the change in the plan, from 0.</param>
public sealed record PlanQuery(string? Search = null, string? Target = null, int Page = 1, long From = 0);

/// <summary>A part of a plan.</summary>
/// <param name="Targets">The changes that are shown, by target.</param>
/// <param name="Page">Number of the page.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="Total">Changes that could be shown without a search.</param>
/// <param name="Next">Where the search goes on; null: everything was looked at.</param>
public sealed record PlanPage(IReadOnlyList<PlanPageTarget> Targets, int Page, int Pages, long Total, long? Next)
{
    /// <summary>How many changes are shown.</summary>
    public int Shown => Targets.Sum(target => target.Changes.Count);
}

/// <summary>The changes of one target that are shown.</summary>
/// <param name="Target">The target.</param>
/// <param name="Changes">Its changes in their order.</param>
public sealed record PlanPageTarget(TargetPlan Target, IReadOnlyList<Change> Changes);
