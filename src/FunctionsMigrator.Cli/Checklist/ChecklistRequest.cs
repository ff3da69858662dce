namespace FunctionsMigrator.Cli.Checklist;

/// <summary>What is to be checked.</summary>
/// <param name="Environment">The environment that a run would change.</param>
/// <param name="Revision">The commit that it would bring; null for HEAD.</param>
/// <param name="BackupWithin">How old the last backup of a target may be.</param>
/// <param name="Variable">Reads environment variables.</param>
internal sealed record ChecklistRequest(string Environment, string? Revision, TimeSpan BackupWithin, Func<string, string?> Variable);
