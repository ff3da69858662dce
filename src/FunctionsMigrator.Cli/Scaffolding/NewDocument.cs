namespace FunctionsMigrator.Cli.Scaffolding;

/// <summary>What <c>fm new --json</c> prints.</summary>
/// <param name="Folder">The repository.</param>
/// <param name="Files">Files that were written, relative to it.</param>
/// <param name="Commit">The first commit of a new repository.</param>
internal sealed record NewDocument(string Folder, IReadOnlyList<string> Files, string? Commit = null);
