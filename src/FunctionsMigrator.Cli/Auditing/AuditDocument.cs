using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit show --json</c> prints.</summary>
internal sealed record AuditDocument(string Run, IReadOnlyList<AuditRecord> Records);
