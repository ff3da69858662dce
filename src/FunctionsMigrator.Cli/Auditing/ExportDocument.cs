using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit export --json</c> prints.</summary>
/// <param name="Folder">Where the export is.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Evidence">For one run: SHA-256 of the list of all files, to be noted elsewhere.</param>
/// <param name="Zip">Where the archive is, where one was asked for.</param>
internal sealed record ExportDocument(string Folder, AuditManifest Manifest, Digest? Evidence = null, string? Zip = null);
