using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Policy.Rules;

namespace FunctionsMigrator.Core.Policy;

/// <summary>All rules that can deny a run. A new rule is a file in <c>Rules</c> and a line here.</summary>
public static class PolicyRules
{
    private static readonly IReadOnlyList<IPolicyRule> Rules = [new DeleteLimitRule(), new LintRule(), new ChangeNoteRule(), new ContractRule(), new KnownAuthorsRule(), new SomebodyLeftRule()];

    /// <summary>Asks every rule.</summary>
    public static PolicyVerdict Evaluate(PolicyFacts facts)
    {
        var stages = RequiredApprovals.StagesOf(facts);
        IReadOnlyList<string> slots = [.. stages.SelectMany(stage => stage)];
        var excluded = ExcludedPeople.Of(facts);
        return new PolicyVerdict([.. Rules.SelectMany(rule => rule.Check(facts, slots, excluded))], slots, excluded)
        {
            StageSizes = stages.Count < 2 ? [] : [.. stages.Select(stage => stage.Count)],
        };
    }
}

/// <summary>One rule.</summary>
public interface IPolicyRule
{
    /// <summary>Why the run may not go on; nothing when the rule has nothing against it.</summary>
    IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded);
}
