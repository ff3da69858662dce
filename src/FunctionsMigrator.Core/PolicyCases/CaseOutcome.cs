using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.PolicyCases;

/// <summary>What a policy decides of a case.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Codes">Codes of the rules that deny it, or of what it waits for.</param>
/// <param name="Needs">Roles of the people who are still needed, one entry a person.</param>
/// <param name="Until">When a wait ends; null for no wait, or one without an end within two years.</param>
/// <param name="Excluded">People whose approval would not count.</param>
/// <param name="Reasons">What people are told, every approval that does not count among it.</param>
public sealed record CaseOutcome(
    CaseDecision Decision,
    IReadOnlyList<string> Codes,
    IReadOnlyList<string> Needs,
    DateTimeOffset? Until,
    IReadOnlyList<string> Excluded,
    IReadOnlyList<string> Reasons);
