using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>One table as the catalogue describes it.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Oid">Its identity in this database.</param>
/// <param name="Columns">In table order.</param>
/// <param name="UniqueKeys">The primary key and every unique index over whole columns and all rows.</param>
/// <param name="References">Its foreign keys.</param>
internal sealed record PostgresTable(
    string Schema, string Name, uint Oid, IReadOnlyList<PostgresColumn> Columns, IReadOnlyList<IReadOnlyList<string>> UniqueKeys, IReadOnlyList<TableReference> References)
{
    /// <summary>Its quoted name with its schema.</summary>
    public string Sql { get; } = $"{SqlText.Quote(Schema)}.{SqlText.Quote(Name)}";

    /// <summary>Reads a table; null when there is none.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="name">Its name, with its schema before a point where it is another than <paramref name="schema"/>.</param>
    /// <param name="schema">Where names without a schema are looked for.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<PostgresTable?> ReadAsync(PostgresSession session, string name, string schema, CancellationToken cancellation)
    {
        var point = name.IndexOf('.', StringComparison.Ordinal);
        var found = await session.QueryAsync(
            """
            SELECT n.nspname::text, c.relname::text, c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND ((n.nspname = $1 AND c.relname = $2) OR (n.nspname = $3 AND c.relname = $4)) ORDER BY c.relname = $2 DESC
            """,
            row => (Schema: row.GetString(0), Name: row.GetString(1), Oid: row.GetFieldValue<uint>(2)),
            cancellation,
            schema,
            name,
            point > 0 ? name[..point] : "",
            point > 0 ? name[(point + 1)..] : "");
        return found.Count == 0 ? null : new PostgresTable(
            found[0].Schema, found[0].Name, found[0].Oid, await ColumnsAsync(session, found[0].Oid, cancellation), await KeysAsync(session, found[0].Oid, cancellation),
            [.. (await PostgresLink.FromAsync(session, found[0].Oid, cancellation)).Select(link => new TableReference(link.From, link.ParentSchema == schema ? link.Parent : $"{link.ParentSchema}.{link.Parent}", link.To))]);
    }

    /// <summary>The column with this name.</summary>
    public PostgresColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The table as reference data needs it.</summary>
    public TableShape Shape() => new(
        Name, [.. Columns.Select(column => new TableColumn(column.Name, column.Type, column.Declared, !column.NotNull, column.HasDefault || column.Generated, column.Generated))], UniqueKeys, References);

    private static Task<List<PostgresColumn>> ColumnsAsync(PostgresSession session, uint table, CancellationToken cancellation) => session.QueryAsync(
        """
        SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname), t.typname::text,
          t.typtype::text, a.attnotnull OR base.not_null, (a.atthasdef AND a.attgenerated = '') OR a.attidentity <> '' OR base.has_default, a.attgenerated <> ''
        FROM pg_catalog.pg_attribute AS a
        CROSS JOIN LATERAL (
          WITH RECURSIVE below (oid, depth, not_null, has_default) AS (
            SELECT a.atttypid, 0, false, false
            UNION ALL
            SELECT d.typbasetype, depth + 1, not_null OR d.typnotnull, has_default OR d.typdefault IS NOT NULL
            FROM below JOIN pg_catalog.pg_type AS d ON d.oid = below.oid WHERE d.typtype = 'd')
          SELECT oid, not_null, has_default FROM below ORDER BY depth DESC LIMIT 1) AS base
        JOIN pg_catalog.pg_type AS t ON t.oid = base.oid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """,
        row => new PostgresColumn(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)[0], row.GetBoolean(5), row.GetBoolean(6), row.GetBoolean(7)),
        cancellation,
        table);

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(PostgresSession session, uint table, CancellationToken cancellation) => await session.QueryAsync<IReadOnlyList<string>>(
        """
        SELECT ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.place <= i.indnkeyatts ORDER BY k.place)
        FROM pg_catalog.pg_index AS i
        WHERE i.indrelid = $1 AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL ORDER BY i.indisprimary DESC, i.indexrelid
        """,
        row => row.GetFieldValue<string[]>(0),
        cancellation,
        table);
}
