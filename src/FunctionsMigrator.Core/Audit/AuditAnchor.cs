namespace FunctionsMigrator.Core.Audit;

/// <summary>What is known of a chain from elsewhere: how many it had at least, and the SHA-256 of the stored bytes of the last of them.</summary>
public sealed record AuditAnchor(int Count, Digest Head);
