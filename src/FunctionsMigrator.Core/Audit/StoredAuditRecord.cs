namespace FunctionsMigrator.Core.Audit;

/// <summary>A record and the digest of its stored bytes.</summary>
internal sealed record StoredAuditRecord(AuditRecord Record, Digest Digest);
