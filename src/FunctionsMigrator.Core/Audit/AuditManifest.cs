namespace FunctionsMigrator.Core.Audit;

/// <summary>What an export holds; canonical JSON in <c>export.json</c> beside the chains.</summary>
/// <param name="Format">Version of this shape; <see cref="AuditRecord.PresentFormat"/>.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Links">How many links its chain had; for one run the number of its link; 0 for none.</param>
/// <param name="Head">SHA-256 of the stored bytes of that link; null for none. Noted elsewhere, it proves later that the export is the one that was made.</param>
/// <param name="Run">The run, where only one was exported.</param>
public sealed record AuditManifest(int Format, string Environment, int Links, Digest? Head = null, string? Run = null)
{
    /// <summary>Name of the blob.</summary>
    public const string Name = "export.json";
}
