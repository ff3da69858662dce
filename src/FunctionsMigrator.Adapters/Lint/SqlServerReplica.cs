using System.Globalization;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core.Lint.Replica;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Lint;

/// <summary>Answers the linter's questions from a live SQL Server database, each in a transaction of its own that is taken back and waits for no lock.</summary>
/// <param name="place">The way to it.</param>
/// <param name="schema">Where tables without a schema are looked for.</param>
internal sealed class SqlServerReplica(SqlServerPlace place, string schema) : IReplica
{
    private static readonly TimeSpan NoWait = TimeSpan.FromSeconds(1);

    /// <summary>The query for how many rows and bytes table <c>@p1</c> has, as the server keeps count.</summary>
    public const string SizeSql =
        """
        SELECT COALESCE(SUM(p.rows), 0), COALESCE(SUM(a.used), 0) * 8192 FROM sys.partitions AS p
        OUTER APPLY (SELECT SUM(u.used_pages) AS used FROM sys.allocation_units AS u WHERE u.container_id IN (p.hobt_id, p.partition_id)) AS a
        WHERE p.object_id = @p1 AND p.index_id IN (0, 1);
        """;

    /// <summary>The query for the primary key of table <c>@p1</c>.</summary>
    public const string KeySql =
        """
        SELECT c.name FROM sys.indexes AS i
        JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
        JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
        WHERE i.object_id = @p1 AND i.is_primary_key = 1 ORDER BY k.key_ordinal;
        """;

    public async Task<TableFacts?> DescribeAsync(LintTable table, CancellationToken cancellation)
    {
        try
        {
            await using var session = await BeginAsync(cancellation);
            if (await SqlServerTable.ReadAsync(session, table.Name, table.Schema ?? schema, cancellation) is not { } found)
            {
                return null;
            }

            var size = await session.QueryAsync(SizeSql, row => (Rows: row.GetInt64(0), Bytes: row.GetInt64(1)), cancellation, found.Id);
            var key = await session.QueryAsync(KeySql, row => row.GetString(0), cancellation, found.Id);
            return new TableFacts(size[0].Rows, size[0].Bytes, found.Columns.ToDictionary(column => column.Name, column => column.Declared, StringComparer.OrdinalIgnoreCase), key)
            {
                NeverNull = found.Columns.Where(column => column.NotNull).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase),
            };
        }
        catch (Exception exception) when (exception is SqlException or TargetException)
        {
            // What may not be looked at, or cannot be reached, is not known; the plan itself says what is wrong with the target.
            return null;
        }
    }

    public async Task<RowCount> CountAsync(RowQuestion question, CancellationToken cancellation)
    {
        try
        {
            await using var session = await BeginAsync(cancellation);
            var sql = SqlServerQuestionSql.Of(question, Name(question.Table), question.Other is null ? null : Name(question.Other));
            return RowCount.Of((await session.QueryAsync(sql, row => row.GetInt64(0), cancellation))[0]);
        }
        catch (SqlException exception)
        {
            var errors = SqlServerError.Of(exception);
            return RowCount.Unknown(errors[0].Number switch
            {
                SqlServerError.TimedOut => $"it took longer than {RowCount.Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s",
                1222 => "somebody holds a lock on the table",
                _ => SqlServerFailures.IsOutage(errors[0]) ? "the target did not answer" : SqlServerFailures.Words(errors),
            });
        }
    }

    private Task<SqlServerSession> BeginAsync(CancellationToken cancellation) => SqlServerSession.BeginAsync(place, new SqlServerWork(ReadOnly: true, NoWait, RowCount.Patience), cancellation);

    private string Name(LintTable table) => SqlServerText.Quote(table.Schema ?? schema, table.Name);
}
