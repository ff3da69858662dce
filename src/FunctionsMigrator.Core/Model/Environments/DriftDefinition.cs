using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>What is done about items that move on targets and not in git.</summary>
public sealed record DriftDefinition
{
    /// <summary>Items that may move, each rule with an owner, a reason and an end.</summary>
    [Description("Items that may move on their targets without stopping a run, each rule with an owner, a reason and an end.")]
    public IReadOnlyList<DriftIgnoreRule> Ignore { get; init; } = [];

    /// <summary>Resources whose drifted items a host brings back by itself, by a run under the policy.</summary>
    [Description("Resources whose drifted items a host brings back by itself, by a run under the policy.")]
    public IReadOnlyList<string> SelfHeal { get; init; } = [];
}
