using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>A foreign key that is enforced.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ChildId">The table that points.</param>
/// <param name="ChildSchema">Its schema.</param>
/// <param name="Child">Its name.</param>
/// <param name="From">Its columns.</param>
/// <param name="ParentId">The table pointed to.</param>
/// <param name="ParentSchema">Its schema.</param>
/// <param name="Parent">Its name.</param>
/// <param name="To">The columns pointed to, in the order of <paramref name="From"/>.</param>
/// <param name="OnDelete">0 no action, 1 cascade, 2 set null, 3 set default.</param>
internal sealed record SqlServerLink(
    string Name, int ChildId, string ChildSchema, string Child, IReadOnlyList<string> From, int ParentId, string ParentSchema, string Parent, IReadOnlyList<string> To, byte OnDelete)
{
    /// <summary>The query for every one, a row a column; of table <c>@p1</c> or all where that is NULL, on the side that <c>@p2</c> names: 1 what points to it, 0 what it points to.</summary>
    public const string AllSql =
        """
        SELECT f.object_id, f.name, c.object_id, cs.name, c.name, cc.name, p.object_id, ps.name, p.name, pc.name, CONVERT(tinyint, f.delete_referential_action)
        FROM sys.foreign_keys AS f
        JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
        JOIN sys.tables AS c ON c.object_id = f.parent_object_id
        JOIN sys.schemas AS cs ON cs.schema_id = c.schema_id
        JOIN sys.columns AS cc ON cc.object_id = k.parent_object_id AND cc.column_id = k.parent_column_id
        JOIN sys.tables AS p ON p.object_id = f.referenced_object_id
        JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
        JOIN sys.columns AS pc ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id
        WHERE f.is_disabled = 0 AND (@p1 IS NULL OR CASE @p2 WHEN 1 THEN f.referenced_object_id ELSE f.parent_object_id END = @p1)
        ORDER BY cs.name, c.name, f.name, k.constraint_column_id;
        """;

    /// <summary>The quoted name of the table that points.</summary>
    public string ChildSql { get; } = SqlServerText.Quote(ChildSchema, Child);

    /// <summary>The quoted name of the table pointed to.</summary>
    public string ParentSql { get; } = SqlServerText.Quote(ParentSchema, Parent);

    /// <summary>What happens to rows that point when what they point to is deleted, in words.</summary>
    public string Rule => OnDelete switch { 1 => "CASCADE", 2 => "SET NULL", 3 => "SET DEFAULT", _ => "NO ACTION" };

    /// <summary>Every foreign key of the database.</summary>
    public static Task<IReadOnlyList<SqlServerLink>> AllAsync(SqlServerSession session, CancellationToken cancellation) => ReadAsync(session, null, to: false, cancellation);

    /// <summary>The foreign keys that point to a table.</summary>
    public static Task<IReadOnlyList<SqlServerLink>> ToAsync(SqlServerSession session, int table, CancellationToken cancellation) => ReadAsync(session, table, to: true, cancellation);

    /// <summary>The foreign keys of a table.</summary>
    public static Task<IReadOnlyList<SqlServerLink>> FromAsync(SqlServerSession session, int table, CancellationToken cancellation) => ReadAsync(session, table, to: false, cancellation);

    private static async Task<IReadOnlyList<SqlServerLink>> ReadAsync(SqlServerSession session, int? table, bool to, CancellationToken cancellation)
    {
        var rows = await session.QueryAsync(AllSql, Row, cancellation, table, to ? 1 : 0);
        return [.. rows.GroupBy(row => row.Id).Select(group => group.First().Link with { From = [.. group.Select(row => row.From)], To = [.. group.Select(row => row.To)] })];
    }

    private static (int Id, SqlServerLink Link, string From, string To) Row(SqlDataReader row) => (
        row.GetInt32(0),
        new SqlServerLink(
            row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), [], row.GetInt32(6), row.GetString(7), row.GetString(8), [], row.GetByte(10)),
        row.GetString(5),
        row.GetString(9));
}
