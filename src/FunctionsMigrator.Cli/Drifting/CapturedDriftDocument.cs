using FunctionsMigrator.Cli.Capturing;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Drifting;

/// <summary>What <c>fm drift capture --json</c> prints.</summary>
/// <param name="Environment">The environment that was read.</param>
/// <param name="Branch">The branch that was made; null: there was nothing to commit.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Files">Files that the commit adds, changes or removes.</param>
/// <param name="Findings">What was not captured, and why.</param>
internal sealed record CapturedDriftDocument(string Environment, string? Branch, string? Commit, IReadOnlyList<CapturedFile> Files, IReadOnlyList<Finding> Findings)
{
    /// <summary>Address of the pull request; null: none was asked for.</summary>
    public Uri? PullRequest { get; init; }
}
