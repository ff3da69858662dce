using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>One table as SQLite describes it.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Columns">In table order, hidden columns of virtual tables left out.</param>
/// <param name="UniqueKeys">The primary key and every unique index over whole columns and all rows.</param>
/// <param name="RowId">The column that is another name of the row id; null without one.</param>
/// <param name="References">Its foreign keys.</param>
internal sealed record SqliteTable(
    string Name, IReadOnlyList<SqliteColumn> Columns, IReadOnlyList<IReadOnlyList<string>> UniqueKeys, string? RowId, IReadOnlyList<TableReference> References)
{
    private const int HiddenColumn = 1;

    /// <summary>Reads a table of the schema; null when there is none with this name, in whatever case.</summary>
    public static SqliteTable? Read(SqliteSession session, string name)
    {
        var names = session.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $0 COLLATE NOCASE", row => row.GetString(0), name);
        if (names.Count == 0)
        {
            return null;
        }

        var columns = session.Query(
            """SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo($0) WHERE hidden <> $1 ORDER BY cid""",
            row => new SqliteColumn(
                row.GetString(0), row.GetString(1), row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt32(4), row.GetInt32(5) > HiddenColumn),
            names[0],
            HiddenColumn);
        var primary = columns.Where(column => column.KeyPart > 0).OrderBy(column => column.KeyPart).Select(column => column.Name).ToList();
        var keys = new List<IReadOnlyList<string>>();
        var hasPrimaryIndex = false;
        foreach (var (index, origin) in session.Query(
            """SELECT name, origin FROM pragma_index_list($0) WHERE "unique" = 1 AND partial = 0 ORDER BY seq""",
            row => (row.GetString(0), row.GetString(1)),
            names[0]))
        {
            hasPrimaryIndex |= origin == "pk";
            var parts = session.Query("SELECT name FROM pragma_index_xinfo($0) WHERE key = 1 ORDER BY seqno", row => row.IsDBNull(0) ? null : row.GetString(0), index);

            // An index over an expression says nothing about whole columns.
            if (!parts.Contains(null))
            {
                keys.Add([.. parts.Select(part => part!)]);
            }
        }

        if (primary.Count > 0 && !hasPrimaryIndex)
        {
            keys.Insert(0, primary);
        }

        return new SqliteTable(names[0], columns, keys, primary.Count == 1 && !hasPrimaryIndex ? primary[0] : null, ReferencesOf(session, names[0]));
    }

    /// <summary>The column with this name, in whatever case.</summary>
    public SqliteColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether no two rows agree in all these columns.</summary>
    public bool IsUnique(IReadOnlyList<string> columns) => UniqueKeys.Any(key => key.All(part => columns.Contains(part, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Whether the table never holds NULL in the column.</summary>
    public bool RefusesNull(SqliteColumn column) => column.NotNull || column.Name == RowId;

    /// <summary>The table as reference data needs it.</summary>
    public TableShape Shape() => new(
        Name,
        [.. Columns.Select(column => new TableColumn(
            column.Name, column.Type, column.Declared, !RefusesNull(column), column.Default is not null || column.Generated || column.Name == RowId, column.Generated))],
        UniqueKeys,
        References);

    // A foreign key that names no columns points to the primary key of its table.
    private static List<TableReference> ReferencesOf(SqliteSession session, string table) =>
    [
        .. session.Query(
            """
            SELECT f.id, f."table", f."from", coalesce(f."to", (SELECT p.name FROM pragma_table_info(f."table") AS p WHERE p.pk = f.seq + 1))
            FROM pragma_foreign_key_list($0) AS f ORDER BY f.id, f.seq
            """,
            row => (Id: row.GetInt64(0), Table: row.GetString(1), From: row.GetString(2), To: row.IsDBNull(3) ? null : row.GetString(3)),
            table)
            .GroupBy(part => part.Id)
            .Where(key => key.All(part => part.To is not null))
            .Select(key => new TableReference([.. key.Select(part => part.From)], key.First().Table, [.. key.Select(part => part.To!)])),
    ];
}
