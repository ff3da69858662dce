using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>One table as the catalogue describes it.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its identity in this database.</param>
/// <param name="Columns">In table order.</param>
/// <param name="UniqueKeys">The primary key and every unique index over whole columns and all rows.</param>
/// <param name="References">Its foreign keys.</param>
internal sealed record SqlServerTable(
    string Schema, string Name, int Id, IReadOnlyList<SqlServerColumn> Columns, IReadOnlyList<IReadOnlyList<string>> UniqueKeys, IReadOnlyList<TableReference> References)
{
    /// <summary>The query for a table <c>@p2</c> of schema <c>@p1</c>, or <c>@p4</c> of schema <c>@p3</c>; the first one first.</summary>
    public const string FindSql =
        """
        SELECT s.name, t.name, t.object_id FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE (s.name = @p1 AND t.name = @p2) OR (s.name = @p3 AND t.name = @p4) ORDER BY CASE WHEN t.name = @p2 AND s.name = @p1 THEN 0 ELSE 1 END;
        """;

    /// <summary>The query for the columns of table <c>@p1</c>. A type that somebody defined has the type below it, but for those of .NET, which have none.</summary>
    public const string ColumnsSql =
        """
        SELECT c.name, COALESCE(b.name, u.name), c.max_length, c.precision, c.scale, c.collation_name, c.is_nullable,
            CONVERT(bit, CASE WHEN c.default_object_id <> 0 THEN 1 ELSE 0 END), c.is_identity,
            CONVERT(bit, CASE WHEN c.is_computed = 1 OR c.system_type_id = 189 OR c.generated_always_type <> 0 THEN 1 ELSE 0 END)
        FROM sys.columns AS c
        JOIN sys.types AS u ON u.user_type_id = c.user_type_id
        LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id AND b.system_type_id = c.system_type_id
        WHERE c.object_id = @p1 ORDER BY c.column_id;
        """;

    /// <summary>The query for the unique keys of table <c>@p1</c>, a row a column.</summary>
    public const string KeysSql =
        """
        SELECT i.index_id, c.name FROM sys.indexes AS i
        JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
        JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
        WHERE i.object_id = @p1 AND i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 ORDER BY i.is_primary_key DESC, i.index_id, k.key_ordinal;
        """;

    /// <summary>Its quoted name with its schema.</summary>
    public string Sql { get; } = SqlServerText.Quote(Schema, Name);

    /// <summary>Reads a table; null when there is none.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="name">Its name, with its schema before a point where it is another than <paramref name="schema"/>.</param>
    /// <param name="schema">Where names without a schema are looked for.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<SqlServerTable?> ReadAsync(SqlServerSession session, string name, string schema, CancellationToken cancellation)
    {
        var point = name.IndexOf('.', StringComparison.Ordinal);
        var found = await session.QueryAsync(
            FindSql,
            row => (Schema: row.GetString(0), Name: row.GetString(1), Id: row.GetInt32(2)),
            cancellation,
            schema,
            name,
            point > 0 ? name[..point] : "",
            point > 0 ? name[(point + 1)..] : "");
        if (found.Count == 0)
        {
            return null;
        }

        var columns = await session.QueryAsync(
            ColumnsSql,
            row => new SqlServerColumn(
                row.GetString(0),
                SqlServerTypes.Declared(row.GetString(1), row.GetInt16(2), row.GetByte(3), row.GetByte(4)),
                row.GetString(1),
                row.IsDBNull(5) ? null : row.GetString(5),
                !row.GetBoolean(6),
                row.GetBoolean(7),
                row.GetBoolean(8),
                row.GetBoolean(9)),
            cancellation,
            found[0].Id);
        var keys = await session.QueryAsync(KeysSql, row => (Index: row.GetInt32(0), Column: row.GetString(1)), cancellation, found[0].Id);
        var links = await SqlServerLink.FromAsync(session, found[0].Id, cancellation);
        return new SqlServerTable(
            found[0].Schema,
            found[0].Name,
            found[0].Id,
            columns,
            [.. keys.GroupBy(key => key.Index).Select(group => (IReadOnlyList<string>)[.. group.Select(key => key.Column)])],
            [.. links.Select(link => new TableReference(link.From, link.ParentSchema == schema ? link.Parent : $"{link.ParentSchema}.{link.Parent}", link.To))]);
    }

    /// <summary>The column with this name.</summary>
    public SqlServerColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The table as reference data needs it.</summary>
    public TableShape Shape() => new(
        Name,
        [.. Columns.Select(column => new TableColumn(column.Name, column.Type, column.Declared, !column.NotNull, column.HasDefault || column.Identity || column.Generated, column.Generated))],
        UniqueKeys,
        References);
}
