using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Capturing;

/// <summary>What <c>fm capture --json</c> prints.</summary>
/// <param name="Environment">The environment that was read.</param>
/// <param name="Written">Whether the files were written; false under <c>--check</c>, and where the result could not be read.</param>
/// <param name="Files">Files that are, or would be, added, changed or removed.</param>
/// <param name="Resources">What became of each resource that could be read.</param>
/// <param name="Findings">What was not captured, and why.</param>
internal sealed record CaptureDocument(
    string Environment, bool Written, IReadOnlyList<CapturedFile> Files, IReadOnlyList<CapturedResource> Resources, IReadOnlyList<Finding> Findings);

/// <summary>A file of the repository that changes.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Action"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
internal sealed record CapturedFile(string Path, string Action);
