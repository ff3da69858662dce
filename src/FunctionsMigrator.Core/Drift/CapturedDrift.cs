namespace FunctionsMigrator.Core.Drift;

/// <summary>What was taken over into git.</summary>
/// <param name="Environment">The environment that was read.</param>
/// <param name="Branch">The branch that was made; null: git says the same already.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Files">Files that the commit adds, changes or removes, by path.</param>
public sealed record CapturedDrift(string Environment, string? Branch, string? Commit, IReadOnlyList<string> Files);
