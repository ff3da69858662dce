using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Rollout;

/// <summary>
/// The units that a rollout may leave behind before its first write: those with a target that cannot be reached, does not fit or cannot be rehearsed, when they are no more
/// than <c>maxFailures</c> and not all there are. A conflict or drift is never paid from the budget: people decide what is right there.
/// </summary>
/// <param name="Plans">The plans; of a unit that is left out, none holds a change.</param>
/// <param name="Findings">What stands in the plans and rehearsals. Of a unit that is left out, nothing weighs more than a warning.</param>
/// <param name="LeftOut">Per target of such a unit that stands in the way, why.</param>
public sealed record ErrorBudget(
    IReadOnlyList<(TargetPlan Plan, string Blob)> Plans, IReadOnlyList<Finding> Findings, IReadOnlyList<(TargetAddress Address, Finding Cause)> LeftOut)
{
    /// <summary>Spends the budget on the plans of an environment.</summary>
    /// <param name="maxFailures">How many units may be left out.</param>
    /// <param name="plans">Every target's plan, and the name of its blob.</param>
    /// <param name="rehearsed">What the targets' rehearsals found.</param>
    public static ErrorBudget Spend(
        int maxFailures, IReadOnlyList<(TargetPlan Plan, string Blob)> plans, IReadOnlyDictionary<TargetAddress, IReadOnlyList<Finding>> rehearsed)
    {
        var causes = plans.Select(plan => (plan.Plan.Address, Cause: Cause(plan.Plan, Found(plan.Plan)))).Where(entry => entry.Cause is not null).ToList();
        var units = causes.Select(entry => entry.Address.Unit).ToHashSet(StringComparer.Ordinal);
        var all = plans.Select(plan => plan.Plan.Address.Unit).Distinct(StringComparer.Ordinal).Count();
        if (units.Count > maxFailures || units.Count == all || units.Count == 0)
        {
            return new ErrorBudget(plans, [.. plans.SelectMany(plan => Found(plan.Plan))], []);
        }

        return new ErrorBudget(
            [.. plans.Select(plan => units.Contains(plan.Plan.Address.Unit) ? (plan.Plan.LeftOut(Lighter(plan.Plan)), plan.Blob) : plan)],
            [
                .. plans.SelectMany(plan => units.Contains(plan.Plan.Address.Unit) ? Lighter(plan.Plan) : Found(plan.Plan)),
                .. units.Order(StringComparer.Ordinal).Select(unit => PlanCodes.LeftOut.Finding($"{unit} is left out of this plan: {units.Count} of at most {maxFailures} that may fail.")),
            ],
            [.. causes.Select(entry => (entry.Address, entry.Cause!))]);

        IReadOnlyList<Finding> Found(TargetPlan plan) => [.. plan.Findings, .. rehearsed.GetValueOrDefault(plan.Address) ?? []];

        IReadOnlyList<Finding> Lighter(TargetPlan plan) =>
            [.. Found(plan).Select(finding => finding.Severity is Severity.Error ? finding with { Severity = Severity.Warning } : finding)];
    }

    private static Finding? Cause(TargetPlan plan, IReadOnlyList<Finding> found) =>
        plan.Blocked is PlanBlock.Conflict ? null : found.FirstOrDefault(finding => finding.Severity is Severity.Error);
}
