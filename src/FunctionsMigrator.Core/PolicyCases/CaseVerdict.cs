using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.PolicyCases;

/// <summary>What came of one case.</summary>
/// <param name="Document">The document that holds it.</param>
/// <param name="Policy">The policy that was asked.</param>
/// <param name="Case">Its name.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Passed">Whether all is as expected.</param>
/// <param name="Actual">What the policy decides.</param>
/// <param name="Differences">What is not as expected.</param>
public sealed record CaseVerdict(
    string Document, string Policy, string Case, Place Place, bool Passed, CaseOutcome Actual, IReadOnlyList<CaseDifference> Differences);

/// <summary>One member that is not as expected.</summary>
/// <param name="Member">The member of <c>expect</c>.</param>
/// <param name="Expected">What the case says.</param>
/// <param name="Actual">What the policy decides.</param>
public sealed record CaseDifference(string Member, string Expected, string Actual);
