using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Who must approve: the level of the plan's risk, and every <c>also</c> rule that holds. A rollback follows its own rule.</summary>
public static class RequiredApprovals
{
    /// <summary>One entry per person who is needed: the role.</summary>
    public static IReadOnlyList<string> Of(PolicyFacts facts)
    {
        if (facts.IsRollback)
        {
            return ApprovalSlots.Of(facts.Policy.Rollback.Require);
        }

        var approvals = facts.Policy.Approvals;
        var level = facts.Plan.Risk switch
        {
            RiskLevel.Low => approvals.Low,
            RiskLevel.Medium => approvals.Medium,
            _ => approvals.High,
        };
        return ApprovalSlots.Of([.. level, .. approvals.Also.Where(rule => Holds(rule.When, facts)).SelectMany(rule => rule.Require)]);
    }

    private static bool Holds(AlsoCondition when, PolicyFacts facts)
    {
        var sections = facts.Plan.Targets.SelectMany(target => target.Sections.Select(section => (target.Address.Target, Section: section))).Where(pair => pair.Section.Writes > 0).ToList();
        return (when.Irreversible is null || when.Irreversible == facts.Plan.Targets.Any(target => target.Irreversible))
            && (when.Deletes is null || when.Deletes == sections.Any(pair => pair.Section.Deletes))
            && (when.Kind is null || sections.Any(pair => pair.Section.Kind == when.Kind))
            && (when.Resource is null || sections.Any(pair => pair.Section.Resource == when.Resource))
            && (when.Target is null || sections.Any(pair => pair.Target == when.Target))
            && (when.PolicyChange is null || when.PolicyChange == facts.PolicyChanges);
    }
}
