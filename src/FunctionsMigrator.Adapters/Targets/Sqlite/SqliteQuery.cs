using System.Globalization;
using System.Text;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>A query that answers one number and changes nothing.</summary>
internal static class SqliteQuery
{
    /// <summary>The number; null for NULL or no row.</summary>
    /// <exception cref="TargetException">TGT033 or TGT034, without an address.</exception>
    public static double? Scalar(SqliteSession session, string query, CancellationToken cancellation) => Ask(session, query, statement => Read(session, statement), cancellation);

    /// <summary>The rows, every value as text.</summary>
    /// <exception cref="TargetException">TGT033 or TGT034, without an address.</exception>
    public static IReadOnlyList<IReadOnlyList<string?>> Rows(SqliteSession session, string query, int limit, CancellationToken cancellation) => Ask(
        session,
        query,
        statement =>
        {
            var rows = session.Query(
                $"SELECT * FROM ({statement}) LIMIT {(limit + 1).ToString(CultureInfo.InvariantCulture)}",
                row => (IReadOnlyList<string?>)[.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture))]);
            return rows.Count <= limit ? rows : throw Failed(TargetCodes.NotOneNumber, $"The query answers more than {limit} rows");
        },
        cancellation);

    private static T Ask<T>(SqliteSession session, string query, Func<string, T> read, CancellationToken cancellation)
    {
        var statements = SqlStatements.Split(query, SqlDialect.Sqlite);
        var word = statements.Count == 1 ? SqlText.FirstWord(statements[0]) : "";
        if (word is not ("SELECT" or "WITH" or "VALUES"))
        {
            throw Failed(TargetCodes.NotReadOnly, $"The query has {statements.Count} statements{(word.Length == 0 ? "" : $", beginning with {word}")}; one SELECT was expected");
        }

        try
        {
            return session.Run(() => read(statements[0].Text), cancellation);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_READONLY)
        {
            throw Failed(TargetCodes.NotOneNumber, SqliteFailures.Words(exception));
        }
    }

    private static double? Read(SqliteSession session, string query)
    {
        var code = raw.sqlite3_prepare_v2(session.Handle, Encoding.UTF8.GetBytes(query), out var statement, out _);
        SqliteException.ThrowExceptionForRC(code, session.Handle);
        using (statement)
        {
            if (raw.sqlite3_stmt_readonly(statement) == 0)
            {
                throw Failed(TargetCodes.NotReadOnly, "The query writes");
            }

            if (raw.sqlite3_column_count(statement) != 1)
            {
                throw Failed(TargetCodes.NotOneNumber, $"The query answers {raw.sqlite3_column_count(statement)} columns");
            }

            double? number = null;
            for (var rows = 0; (code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW; rows++)
            {
                number = rows == 0 ? Number(SqliteCell.Of(statement, 0)) : throw Failed(TargetCodes.NotOneNumber, "The query answers more than one row");
            }

            SqliteException.ThrowExceptionForRC(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code, session.Handle);
            return number;
        }
    }

    private static double? Number(SqliteCell cell) => cell.Type switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => cell.Integer,
        raw.SQLITE_FLOAT => cell.Real,
        raw.SQLITE_TEXT when double.TryParse(cell.Bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Failed(TargetCodes.NotOneNumber, "The query answers something that is no number"),
    };

    private static TargetException Failed(FailureCode code, string message) => new(code.Finding(message + "."));
}
