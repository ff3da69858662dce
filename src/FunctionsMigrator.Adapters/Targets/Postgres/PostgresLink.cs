using FunctionsMigrator.Adapters.Targets.Sql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>A foreign key.</summary>
/// <param name="ChildSchema">Schema of the table that points.</param>
/// <param name="Child">The table that points.</param>
/// <param name="From">Its columns.</param>
/// <param name="ParentSchema">Schema of the table pointed to.</param>
/// <param name="Parent">The table pointed to.</param>
/// <param name="To">The columns pointed to, in the order of <paramref name="From"/>.</param>
/// <param name="Id">Table and constraint, as the structure names it.</param>
/// <param name="OnDelete">As in <c>pg_constraint.confdeltype</c>: <c>a</c> no action, <c>r</c> restrict, <c>c</c> cascade, <c>n</c> set null, <c>d</c> set default.</param>
internal sealed record PostgresLink(
    string ChildSchema, string Child, IReadOnlyList<string> From, string ParentSchema, string Parent, IReadOnlyList<string> To, char OnDelete, string Id)
{
    private const string Query =
        """
        SELECT cn.nspname::text, c.relname::text, ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (attnum, place)
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY u.place),
          pn.nspname::text, p.relname::text, ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS u (attnum, place)
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.attnum ORDER BY u.place),
          k.confdeltype::text, format('%I.%I %I', cn.nspname, c.relname, k.conname)
        FROM pg_catalog.pg_constraint AS k
        JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
        JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND pg_catalog.pg_get_constraintdef(k.oid) NOT LIKE '% NOT ENFORCED'
        """;

    /// <summary>The quoted name of the table that points.</summary>
    public string ChildSql { get; } = $"{SqlText.Quote(ChildSchema)}.{SqlText.Quote(Child)}";

    /// <summary>The quoted name of the table pointed to.</summary>
    public string ParentSql { get; } = $"{SqlText.Quote(ParentSchema)}.{SqlText.Quote(Parent)}";

    /// <summary>What happens to rows that point when what they point to is deleted, in words.</summary>
    public string Rule => OnDelete switch { 'c' => "CASCADE", 'n' => "SET NULL", 'd' => "SET DEFAULT", 'r' => "RESTRICT", _ => "NO ACTION" };

    /// <summary>Every foreign key of the database that is enforced.</summary>
    public static Task<List<PostgresLink>> AllAsync(PostgresSession session, CancellationToken cancellation) =>
        session.QueryAsync(Query + " ORDER BY 1, 2, k.conname", Read, cancellation);

    /// <summary>The foreign keys that point to a table.</summary>
    public static Task<List<PostgresLink>> ToAsync(PostgresSession session, uint table, CancellationToken cancellation) =>
        session.QueryAsync(Query + " AND k.confrelid = $1 ORDER BY 1, 2, k.conname", Read, cancellation, table);

    /// <summary>The foreign keys of a table.</summary>
    public static Task<List<PostgresLink>> FromAsync(PostgresSession session, uint table, CancellationToken cancellation) =>
        session.QueryAsync(Query + " AND k.conrelid = $1 ORDER BY 1, 2, k.conname", Read, cancellation, table);

    private static PostgresLink Read(Npgsql.NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetString(3), row.GetString(4), row.GetFieldValue<string[]>(5), row.GetString(6)[0], row.GetString(7));
}
