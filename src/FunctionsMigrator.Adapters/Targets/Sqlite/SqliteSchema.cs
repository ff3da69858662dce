namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Kinds of schema objects, in the order in which they can be made.</summary>
internal enum SqliteObjectKind
{
    Table,
    Index,
    View,
    Trigger,
}

/// <summary>One object of the schema that is neither SQLite's nor the product's own.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table (or view) it belongs to.</param>
/// <param name="Sql">The statement that makes it; null for an index that a constraint makes.</param>
internal sealed record SqliteObject(SqliteObjectKind Kind, string Name, string Table, string? Sql);

/// <summary>Lists the schema.</summary>
internal static class SqliteSchema
{
    /// <summary>
    /// All objects but those of SQLite and of the product: tables before indexes before views before triggers, each in the order in which they were made.
    /// Tables that a virtual table keeps for itself are left out; making the virtual table makes them.
    /// </summary>
    /// <param name="session">The database.</param>
    /// <param name="database">Its name in the session: <c>main</c>, or an attached one.</param>
    public static IReadOnlyList<SqliteObject> Read(SqliteSession session, string database = "main")
    {
        var shadows = session.Query("SELECT name FROM pragma_table_list WHERE schema = $0 AND type = 'shadow'", row => row.GetString(0), database)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. session.Query(
                    $"SELECT type, name, tbl_name, sql FROM {SqliteNames.Quote(database)}.sqlite_schema ORDER BY rowid",
                    row => new SqliteObject(
                        Enum.Parse<SqliteObjectKind>(row.GetString(0), ignoreCase: true), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)))
                .Where(item => !SqliteNames.IsOwn(item.Table) && !SqliteNames.IsInternal(item.Table) && !shadows.Contains(item.Table))
                .OrderBy(item => item.Kind),
        ];
    }
}
