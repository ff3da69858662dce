using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>What of a plan the rules look at.</summary>
public sealed record CasePlan
{
    /// <summary>Risk of the plan as a whole.</summary>
    [Description("Risk of the plan as a whole.")]
    public required RiskLevel Risk { get; init; }

    /// <summary>What changes, by resource and target.</summary>
    [Description("What changes, by resource and target.")]
    public IReadOnlyList<CaseChange> Changes { get; init; } = [];

    /// <summary>Whether some change cannot be taken back.</summary>
    [Description("Whether some change cannot be taken back. Default false.")]
    public bool Irreversible { get; init; }

    /// <summary>Whether policy or people change with this run.</summary>
    [Description("Whether policy or people change with this run. Default false.")]
    public bool PolicyChange { get; init; }
}
