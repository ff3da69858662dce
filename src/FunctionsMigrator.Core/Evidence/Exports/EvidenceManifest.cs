using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>Every file of an exported run but this one; canonical JSON in <c>evidence.json</c>. Its own SHA-256, noted elsewhere, proves all of them.</summary>
/// <param name="Format">Version of this shape; <see cref="AuditRecord.PresentFormat"/>.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Run">The run.</param>
/// <param name="Files">The files, in ordinal order of their paths.</param>
public sealed record EvidenceManifest(int Format, string Environment, string Run, IReadOnlyList<EvidenceFile> Files)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "evidence.json";
}

/// <summary>One file of an export.</summary>
/// <param name="Path">With forward slashes.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Length">Number of its bytes.</param>
public sealed record EvidenceFile(string Path, Digest Sha256, long Length);
