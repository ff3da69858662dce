using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit verify --json</c> prints.</summary>
/// <param name="Intact">Whether nothing is broken.</param>
/// <param name="Reports">Per environment its chain and its runs.</param>
internal sealed record VerificationDocument(bool Intact, IReadOnlyList<AuditReport> Reports);
