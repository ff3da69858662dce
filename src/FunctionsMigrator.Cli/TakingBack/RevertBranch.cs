namespace FunctionsMigrator.Cli.TakingBack;

/// <summary>A revert as it was written; what <c>fm rollback --commit --json</c> prints where git is the only way back.</summary>
/// <param name="Name">The branch.</param>
/// <param name="Commit">Its one commit.</param>
/// <param name="Onto">The branch that it stands on.</param>
internal sealed record RevertBranch(string Name, string Commit, string Onto);
