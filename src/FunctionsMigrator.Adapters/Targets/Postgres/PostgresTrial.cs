using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Tries pending scripts in a transaction that is never committed, to see what tables will be. Statements that run in no transaction are tried as those that do: an index is
/// built without CONCURRENTLY, and what only tidies up is left out.
/// </summary>
internal sealed class PostgresTrial(PostgresSession session, TargetAddress address)
{
    private const string UnusableValue = "55P04";

    public async Task RunAsync(SqlScript script, CancellationToken cancellation)
    {
        var runner = new PostgresScriptRunner(session, null, address);
        var lone = SqlStatements.NeedsNoTransaction(script.Sql, SqlDialect.PostgreSql);
        if (lone.Count == 0)
        {
            await runner.RunAsync(script.Sql, script.Place, cancellation);
            return;
        }

        foreach (var statement in SqlStatements.Read(script.Sql, SqlDialect.PostgreSql))
        {
            var kind = LoneStatement.Of(statement, SqlDialect.PostgreSql)?.Kind;
            if (kind is LoneStatementKind.Vacuum or LoneStatementKind.Reindex or LoneStatementKind.Block)
            {
                continue;
            }

            // Lines above it, so that an error still names its own.
            var text = new string('\n', statement.Line - 1) + new string(' ', statement.Column - 1) + (kind is null ? statement.Text : Plain(statement.Text)) + ";\n" +
                (statement.Rows is { } rows ? $"{script.Sql.AsSpan(rows.Start, rows.Length)}\\.\n" : "");

            if (lone.Any(other => other.Kind == LoneStatementKind.AddEnumValue) && statement.Rows is null)
            {
                await TryAsync(script, statement, cancellation);
            }
            else
            {
                await runner.RunAsync(text, script.Place, cancellation);
            }
        }
    }

    // A value that was added to a type cannot be used before the commit that never comes; no table has another shape for it.
    private async Task TryAsync(SqlScript script, SqlStatement statement, CancellationToken cancellation)
    {
        try
        {
            await session.TryAsync(() => session.RunAsync(statement.Text, cancellation), refused => refused.SqlState == UnusableValue, cancellation);
        }
        catch (PostgresException exception) when (!PostgresFailures.IsOutage(exception))
        {
            throw PostgresScriptFailures.Of(exception, new PostgresStep(statement, script.Sql, script.Place, 1, 1), [], "nothing of the script was kept.", address);
        }
    }

    private static string Plain(string statement)
    {
        var tokens = new SqlTokenizer(statement, SqlDialect.PostgreSql);
        while (tokens.TryNext(out var token))
        {
            if (token.Kind == SqlTokenKind.Word && statement.AsSpan(token.Start, token.Length).Equals("CONCURRENTLY", StringComparison.OrdinalIgnoreCase))
            {
                return statement.Remove(token.Start, token.Length);
            }
        }

        return statement;
    }
}
