using FunctionsMigrator.Core.PolicyCases;

namespace FunctionsMigrator.Cli.PolicyCases;

/// <summary>What <c>fm policy test --json</c> prints.</summary>
/// <param name="Passed">Whether every case is as expected.</param>
/// <param name="Count">How many cases there are.</param>
/// <param name="Failed">How many are not as expected.</param>
/// <param name="Cases">Every case.</param>
internal sealed record PolicyTestDocument(bool Passed, int Count, int Failed, IReadOnlyList<CaseVerdict> Cases);
