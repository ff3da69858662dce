namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>The SQL files that Liquibase runs, in the order in which a master changelog includes them.</summary>
/// <param name="Files">The files.</param>
/// <param name="Properties">What the master changelogs set for <c>${name}</c>, by name without regard to case.</param>
public sealed record Changelog(IReadOnlyList<ChangelogFile> Files, IReadOnlyDictionary<string, string> Properties);

/// <summary>One SQL file.</summary>
/// <param name="Path">Its path as Liquibase writes it down: <c>db/changelog/orders.sql</c>.</param>
/// <param name="Text">Its text, LF, without byte order mark.</param>
public sealed record ChangelogFile(string Path, string Text);
