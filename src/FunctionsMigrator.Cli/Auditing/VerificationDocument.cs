using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit verify --json</c> prints.</summary>
/// <param name="Intact">Whether nothing is broken.</param>
/// <param name="Reports">Per environment its chain and its runs.</param>
/// <param name="Heads">Per environment what the heads in the second place say; null where they were not asked.</param>
/// <param name="Evidence">For an exported run: what became of its files and signatures; null for anything else.</param>
internal sealed record VerificationDocument(bool Intact, IReadOnlyList<AuditReport> Reports, IReadOnlyList<HeadVerdict>? Heads = null, EvidenceVerdict? Evidence = null);
