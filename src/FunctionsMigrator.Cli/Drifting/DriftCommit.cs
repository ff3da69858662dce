using FunctionsMigrator.Cli.Capturing;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Drifting;

/// <summary>Drifted values as a commit of this machine's clone.</summary>
/// <param name="Good">What the environment holds, behind which the commit stands.</param>
/// <param name="Branch">The branch that was made; null: git says the same already.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Title">First line of its message.</param>
/// <param name="Body">The rest of it.</param>
/// <param name="Author">Who it is by.</param>
/// <param name="At">When.</param>
/// <param name="Files">Files that it adds, changes or removes.</param>
/// <param name="Findings">What was not captured, and why.</param>
internal sealed record DriftCommit(
    GoodRun Good, string? Branch, string? Commit, string Title, string Body, GitIdentity Author, DateTimeOffset At, IReadOnlyList<CapturedFile> Files, IReadOnlyList<Finding> Findings);
