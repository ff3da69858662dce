using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Targets.Postgres;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Lint.Replica;
using Npgsql;

namespace FunctionsMigrator.Adapters.Lint;

/// <summary>Answers the linter's questions from a live PostgreSQL database, each in a transaction of its own that refuses writes and waits for no lock.</summary>
/// <param name="place">The way to it.</param>
/// <param name="searchPath">Schemas in which scripts find names without one.</param>
internal sealed partial class PostgresReplica(PostgresPlace place, string searchPath) : IReplica
{
    private static readonly TimeSpan NoWait = TimeSpan.FromSeconds(1);

    public async Task<TableFacts?> DescribeAsync(LintTable table, CancellationToken cancellation)
    {
        try
        {
            await using var session = await BeginAsync(cancellation);
            return await DescribeAsync(session, table, cancellation);
        }
        catch (NpgsqlException)
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
            var sql = RowQuestionSql.Of(question, Name(question.Table), question.Other is null ? null : Name(question.Other));
            return RowCount.Of((await session.QueryAsync(sql, row => row.GetInt64(0), cancellation))[0]);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return RowCount.Unknown($"it took longer than {RowCount.Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return RowCount.Unknown("somebody holds a lock on the table");
        }
        catch (PostgresException exception)
        {
            return RowCount.Unknown(PostgresFailures.Words(exception));
        }
        catch (NpgsqlException)
        {
            return RowCount.Unknown("the target did not answer");
        }
    }

    private Task<PostgresSession> BeginAsync(CancellationToken cancellation) =>
        PostgresSession.BeginAsync(place, new PostgresWork(searchPath, ReadOnly: true, NoWait, RowCount.Patience), cancellation);

    private static async Task<TableFacts?> DescribeAsync(PostgresSession session, LintTable table, CancellationToken cancellation)
    {
        // Partitions and inheriting tables count with their parent; the planner's estimate is -1 where nobody has counted yet.
        var sizes = await session.QueryAsync(
            """
            WITH RECURSIVE tree (oid) AS (
              SELECT to_regclass($1)::oid UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN tree ON i.inhparent = tree.oid)
            SELECT count(*), coalesce(sum(c.reltuples)::float8, 0), coalesce(bool_or(c.reltuples < 0), false), coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)::bigint
            FROM tree JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid WHERE c.relkind IN ('r', 'p', 'm')
            """,
            row => (Count: row.GetInt64(0), Rows: row.GetDouble(1), Uncounted: row.GetBoolean(2), Bytes: row.GetInt64(3)),
            cancellation,
            Name(table));
        if (sizes is not [{ Count: > 0 } size])
        {
            return null;
        }

        long? rows = size.Bytes == 0 ? 0 : size.Uncounted || size.Rows == 0 ? null : (long)size.Rows;
        var columns = await session.QueryAsync(
            """
            SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), coalesce(array_position(k.conkey, a.attnum), 0), a.attnotnull
            FROM pg_catalog.pg_attribute AS a LEFT JOIN pg_catalog.pg_constraint AS k ON k.conrelid = a.attrelid AND k.contype = 'p'
            WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """,
            row => (Name: row.GetString(0), Type: row.GetString(1), Key: row.GetInt32(2), NotNull: row.GetBoolean(3)),
            cancellation,
            Name(table));
        var checks = await session.QueryAsync(
            "SELECT pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint WHERE conrelid = to_regclass($1) AND contype = 'c' AND convalidated",
            row => row.GetString(0),
            cancellation,
            Name(table));
        var proven = checks.Select(check => NotNull().Match(check)).Where(match => match.Success)
            .Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : match.Groups["plain"].Value);
        return new TableFacts(
            rows, size.Bytes, columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal), [.. columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name)])
        {
            NeverNull = columns.Where(column => column.NotNull).Select(column => column.Name).Concat(proven).ToHashSet(StringComparer.Ordinal),
        };
    }

    private static string Name(LintTable table) => table.Schema is { } schema ? $"{SqlText.Quote(schema)}.{SqlText.Quote(table.Name)}" : SqlText.Quote(table.Name);

    // As the server writes a constraint back.
    [GeneratedRegex(@"\ACHECK \(\((?:""(?<quoted>(?:[^""]|"""")+)""|(?<plain>[a-z_][a-z0-9_$]*)) IS NOT NULL\)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NotNull();
}
