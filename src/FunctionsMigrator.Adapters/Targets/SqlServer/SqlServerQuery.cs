using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>A query that answers one number and changes nothing. The server knows no transaction that refuses writes: the parser sees that it is one SELECT, and its transaction is taken back.</summary>
internal static class SqlServerQuery
{
    /// <summary>The statement, or why it cannot be one read-only query.</summary>
    /// <exception cref="TargetException">TGT034, without an address.</exception>
    public static string Statement(string query)
    {
        var statements = SqlStatements.Split(query, SqlDialect.TransactSql);
        if (statements.Count != 1 || SqlServerBatches.Read(query).Count() != 1)
        {
            var word = statements.Count == 1 ? SqlText.FirstWord(statements[0]) : "";
            throw Failed(TargetCodes.NotReadOnly, $"The query has {statements.Count} statements{(word.Length == 0 ? "" : $", beginning with {word}")}; one SELECT was expected");
        }

        using var reader = new StringReader(statements[0].Text);
        var parsed = SqlServerBatches.Parser().Parse(reader, out var errors) as TSqlScript;
        if (errors.Count > 0 || parsed is not { Batches: [{ Statements: [SelectStatement { Into: null }] }] })
        {
            throw Failed(TargetCodes.NotReadOnly, $"The query begins with {SqlText.FirstWord(statements[0])}{(errors.Count > 0 ? $" and is no T-SQL: {errors[0].Message.TrimEnd('.')}" : "")}; one SELECT was expected");
        }

        var writes = new Writes();
        parsed.Accept(writes);
        return writes.What is { } what ? throw Failed(TargetCodes.NotReadOnly, $"The query holds {what}, which may write") : statements[0].Text;
    }

    /// <summary>The number; null for NULL or no row.</summary>
    /// <exception cref="TargetException">TGT033, without an address.</exception>
    public static Task<double?> ScalarAsync(SqlServerSession session, string statement, CancellationToken cancellation) => AskAsync(async () =>
    {
        await using var command = session.Command(statement);
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
    });

    /// <summary>The rows, every value as text.</summary>
    /// <exception cref="TargetException">TGT033, without an address.</exception>
    public static Task<IReadOnlyList<IReadOnlyList<string?>>> RowsAsync(SqlServerSession session, string statement, int limit, CancellationToken cancellation) => AskAsync(async () =>
    {
        await using var command = session.Command(statement);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<IReadOnlyList<string?>>();
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count == limit)
            {
                throw Failed(TargetCodes.NotOneNumber, $"The query answers more than {limit} rows");
            }

            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : SqlServerValue.Text(reader, i))]);
        }

        return (IReadOnlyList<IReadOnlyList<string?>>)rows;
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && errors[0] is { Class: >= 11 and <= 16, Number: > 0 } error && Means(error))
        {
            throw Failed(TargetCodes.NotOneNumber, SqlServerFailures.Words(errors));
        }
    }

    // What is a fault of the query itself: its grammar, names and values.
    private static bool Means(SqlServerError error) => SqlServerFailures.IsRefusal(error) || (error.Number is >= 100 and < 500 and not (229 or 230 or 262 or 297 or 300)) || error.Number is >= 4100 and < 4200;

    private static double? Number(SqlDataReader row) => row.IsDBNull(0) ? null
        : row.GetFieldType(0) == typeof(bool) ? (row.GetBoolean(0) ? 1 : 0)
        : double.TryParse(SqlServerValue.Text(row, 0), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw Failed(TargetCodes.NotOneNumber, "The query answers something that is no number");

    private static TargetException Failed(FailureCode code, string message) => new(code.Finding(message + "."));

    private sealed class Writes : TSqlFragmentVisitor
    {
        public string? What { get; private set; }

        public override void Visit(DataModificationTableReference node) => What ??= "a statement that changes rows";

        public override void Visit(NextValueForExpression node) => What ??= "NEXT VALUE FOR";

        public override void Visit(OpenQueryTableReference node) => What ??= "OPENQUERY";

        public override void Visit(OpenRowsetTableReference node) => What ??= "OPENROWSET";

        public override void Visit(AdHocTableReference node) => What ??= "OPENDATASOURCE";
    }
}
