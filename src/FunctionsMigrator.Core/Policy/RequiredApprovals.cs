using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Who must approve: the level of the plan's risk, and every <c>also</c> rule that holds. A rollback follows its own rule.</summary>
public static class RequiredApprovals
{
    /// <summary>One entry per person who is needed: the role.</summary>
    public static IReadOnlyList<string> Of(PolicyFacts facts) => [.. StagesOf(facts).SelectMany(stage => stage)];

    /// <summary>The same, a list a stage: what an <c>also</c> rule asks for is added to the first stage, what it asks for behind its <c>then</c> to the second.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> StagesOf(PolicyFacts facts)
    {
        if (facts.IsRollback)
        {
            return ApprovalSlots.Merge([ApprovalSlots.Stages(facts.Policy.Rollback.Require)]);
        }

        var approvals = facts.Policy.Approvals;
        var level = facts.Plan.Risk switch
        {
            RiskLevel.Low => approvals.Low,
            RiskLevel.Medium => approvals.Medium,
            _ => approvals.High,
        };
        return ApprovalSlots.Merge([ApprovalSlots.Stages(level), .. approvals.Also.Where(rule => Holds(rule.When, facts)).Select(rule => ApprovalSlots.Stages(rule.Require))]);
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
