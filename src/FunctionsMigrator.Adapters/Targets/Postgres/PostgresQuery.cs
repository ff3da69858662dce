using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>A query that answers one number and changes nothing: it runs in a transaction that refuses writes.</summary>
internal static class PostgresQuery
{
    /// <summary>The statement, or why it cannot be one read-only query.</summary>
    /// <exception cref="TargetException">TGT033, without an address.</exception>
    public static string Statement(string query)
    {
        var statements = SqlStatements.Split(query, SqlDialect.PostgreSql);
        var word = statements.Count == 1 ? SqlText.FirstWord(statements[0]) : "";
        return word is "SELECT" or "WITH" or "VALUES"
            ? statements[0].Text
            : throw Failed(TargetCodes.NotReadOnly, $"The query has {statements.Count} statements{(word.Length == 0 ? "" : $", beginning with {word}")}; one SELECT was expected");
    }

    /// <summary>The number; null for NULL or no row.</summary>
    /// <exception cref="TargetException">TGT033 or TGT034, without an address.</exception>
    public static async Task<double?> ScalarAsync(PostgresSession session, string statement, CancellationToken cancellation)
    {
        try
        {
            await using var command = session.Command(statement);

            // As text, so that no type is missing and no number too large.
            command.AllResultTypesAreUnknown = true;
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (reader.FieldCount != 1)
            {
                throw Failed(TargetCodes.NotOneNumber, $"The query answers {reader.FieldCount} columns");
            }

            double? number = null;
            for (var row = 0; await reader.ReadAsync(cancellation); row++)
            {
                number = row == 0 ? Number(reader) : throw Failed(TargetCodes.NotOneNumber, "The query answers more than one row");
            }

            return number;
        }
        catch (PostgresException exception) when (exception.SqlState == "25006")
        {
            throw Failed(TargetCodes.NotReadOnly, $"The query writes: {PostgresFailures.Words(exception)}");
        }
        catch (PostgresException exception) when (PostgresFailures.IsRefusal(exception) || (exception.SqlState.StartsWith("42", StringComparison.Ordinal) && exception.SqlState != "42501"))
        {
            throw Failed(TargetCodes.NotOneNumber, PostgresFailures.Words(exception));
        }
    }

    /// <summary>The rows, every value as the server writes it.</summary>
    /// <exception cref="TargetException">TGT033 or TGT034, without an address.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<string?>>> RowsAsync(PostgresSession session, string statement, int limit, CancellationToken cancellation)
    {
        try
        {
            await using var command = session.Command(statement);
            command.AllResultTypesAreUnknown = true;
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<IReadOnlyList<string?>>();
            while (await reader.ReadAsync(cancellation))
            {
                if (rows.Count == limit)
                {
                    throw Failed(TargetCodes.NotOneNumber, $"The query answers more than {limit} rows");
                }

                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
            }

            return rows;
        }
        catch (PostgresException exception) when (exception.SqlState == "25006")
        {
            throw Failed(TargetCodes.NotReadOnly, $"The query writes: {PostgresFailures.Words(exception)}");
        }
        catch (PostgresException exception) when (PostgresFailures.IsRefusal(exception) || (exception.SqlState.StartsWith("42", StringComparison.Ordinal) && exception.SqlState != "42501"))
        {
            throw Failed(TargetCodes.NotOneNumber, PostgresFailures.Words(exception));
        }
    }

    private static double? Number(NpgsqlDataReader row) => row.IsDBNull(0) ? null
        : double.TryParse(row.GetString(0), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw Failed(TargetCodes.NotOneNumber, "The query answers something that is no number");

    private static TargetException Failed(FailureCode code, string message) => new(code.Finding(message + "."));
}
