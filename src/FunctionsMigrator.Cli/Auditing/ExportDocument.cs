using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit export --json</c> prints.</summary>
/// <param name="Folder">Where the export is.</param>
/// <param name="Manifest">What it holds.</param>
internal sealed record ExportDocument(string Folder, AuditManifest Manifest);
