using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What became of an index that is built outside a transaction and can be resumed.</summary>
/// <param name="Paused">Whether its build stopped and can be resumed.</param>
/// <param name="Percent">How far it came.</param>
internal sealed record SqlServerIndexes(bool Paused, double Percent)
{
    /// <summary>The query for index <c>@p2</c> of table <c>@p1</c>, which is written as SQL writes it; no row when there is none.</summary>
    public const string StateSql =
        """
        SELECT CONVERT(bit, CASE WHEN r.object_id IS NULL THEN 0 ELSE 1 END), COALESCE(CONVERT(float, r.percent_complete), 100)
        FROM (SELECT object_id, name FROM sys.indexes UNION SELECT object_id, name FROM sys.index_resumable_operations) AS i
        LEFT JOIN sys.index_resumable_operations AS r ON r.object_id = i.object_id AND r.name = i.name
        WHERE i.object_id = OBJECT_ID(@p1) AND i.name = @p2;
        """;

    public static SqlServerIndexes Read(SqlDataReader row) => new(row.GetBoolean(0), row.GetDouble(1));

    /// <summary>The name without its quotes.</summary>
    public static string Plain(string name) => name switch
    {
        ['[', .., ']'] => name[1..^1].Replace("]]", "]", StringComparison.Ordinal),
        ['"', .., '"'] => name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal),
        _ => name,
    };
}
