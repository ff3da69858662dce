using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>What stands of things that a script will make unless they are there, or drop: SQLite keeps the statements that made them.</summary>
internal static class SqliteFormers
{
    /// <summary>An answer per thing, as <see cref="Core.Targets.ITarget.ReadFormersAsync"/> has it.</summary>
    public static IReadOnlyList<string?> Read(SqliteSession session, IReadOnlyList<Former> formers) => [.. formers.Select(former => Find(session, former))];

    private static string? Find(SqliteSession session, Former former)
    {
        var kind = former.Kind switch { FormerKind.Table => "table", FormerKind.Index => "index", FormerKind.View => "view", FormerKind.Trigger => "trigger", _ => null };
        if (kind is null)
        {
            throw new ArgumentException($"SQLite has no {former.Kind}.", nameof(former));
        }

        // IF NOT EXISTS of a table is content with a view of its name, and the other way round.
        var found = session.Query(
            "SELECT sql FROM sqlite_schema WHERE name = $0 COLLATE NOCASE AND (type = $1 OR ($1 IN ('table', 'view') AND type IN ('table', 'view')))",
            row => row.IsDBNull(0) ? null : row.GetString(0),
            former.Plain(SqlDialect.Sqlite),
            kind);
        return found.Count == 0 ? null : former.Use == FormerUse.Keep || found[0] is not { } sql ? "" : $"{sql};\n";
    }
}
