using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Lint.Replica;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Lint;

/// <summary>Answers the linter's questions from a SQLite file, on connections that refuse writes. SQLite keeps no number of rows, so a table's size is not known.</summary>
/// <param name="open">Opens the file for reading; null: there is none yet.</param>
/// <param name="time">The clock that patience is measured by.</param>
internal sealed class SqliteReplica(Func<SqliteSession?> open, TimeProvider time) : IReplica
{
    public Task<TableFacts?> DescribeAsync(LintTable table, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var session = open();
            var columns = session?.Query("SELECT name, type, pk, \"notnull\" FROM pragma_table_info($0)", row => (Name: row.GetString(0), Type: row.GetString(1), Key: row.GetInt32(2), NotNull: row.GetBoolean(3)), table.Name);
            return Task.FromResult(columns is not { Count: > 0 } ? null : new TableFacts(
                null,
                null,
                columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.OrdinalIgnoreCase),
                [.. columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name)])
            {
                NeverNull = columns.Where(column => column.NotNull).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase),
            });
        }
        catch (SqliteException)
        {
            return Task.FromResult<TableFacts?>(null);
        }
    }

    public Task<RowCount> CountAsync(RowQuestion question, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(RowCount.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var session = open();
            var sql = RowQuestionSql.Of(question, SqlText.Quote(question.Table.Name), question.Other is null ? null : SqlText.Quote(question.Other.Name));
            return Task.FromResult(session is null ? RowCount.Unknown("there is no such file yet") : RowCount.Of(session.Run(() => session.Query(sql, row => row.GetInt64(0))[0], both.Token)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Task.FromResult(RowCount.Unknown($"it took longer than {RowCount.Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s"));
        }
        catch (SqliteException exception)
        {
            return Task.FromResult(RowCount.Unknown(SqliteFailures.Words(exception)));
        }
    }
}
