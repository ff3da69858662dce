using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>What a policy must decide. What is left out is not looked at, but the decision.</summary>
public sealed record CaseExpectation
{
    /// <summary>The decision.</summary>
    [Description("'allowed', 'needs' (somebody must approve), 'waits' (for a window or the end of a freeze), 'rejected' (a person said no), or 'denied' (a rule forbids it).")]
    public required CaseDecision Decision { get; init; }

    /// <summary>Codes of the rules that deny it, or of what it waits for.</summary>
    [Description("For 'denied' and 'waits': exactly these codes, in any order.")]
    public IReadOnlyList<string>? Codes { get; init; }

    /// <summary>Roles of the people who are still needed, one entry a person.</summary>
    [Description("For 'needs': the roles of the people who are still needed, one entry a person, in any order.")]
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>The instant at which a wait ends.</summary>
    [Description("For 'waits': the instant at which it ends, with its offset from UTC.")]
    public string? Until { get; init; }

    /// <summary>People whose approval would not count.</summary>
    [Description("Exactly these people cannot approve, because they wrote or started it: short names, in any order.")]
    public IReadOnlyList<string>? Excluded { get; init; }

    /// <summary>Texts that must stand in the reasons.</summary>
    [Description("Texts that must stand in the reasons that people are told.")]
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
