using System.Diagnostics;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Runs the statements of a script one by one inside the transaction that the caller opened and takes back on failure.</summary>
internal sealed class PostgresScriptRunner(PostgresSession session, TargetAddress address, ScriptMeter? meter = null)
{
    private const string NotInTransaction = "25001";
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "START", "PREPARE", "VACUUM", "DISCARD", "CLUSTER", "COPY", "LISTEN", "UNLISTEN",
    };

    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal) { "DATABASE", "TABLESPACE", "SYSTEM", "SUBSCRIPTION", "ROLE", "USER", "GROUP" };

    /// <summary>
    /// Statements that cannot be part of a script, since they end its transaction, cannot run inside one, or reach beyond the database; every one a finding.
    /// </summary>
    public static IReadOnlyList<Finding> Check(string sql, Place place, string bookkeeping, TargetAddress address)
    {
        var findings = new List<Finding>();
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            findings.Add(TargetCodes.StatementRefused.Finding($"{place.File} holds a NUL character, which PostgreSQL does not take.", place, address.ToString()));
        }

        foreach (var statement in SqlStatements.Split(sql, SqlDialect.PostgreSql))
        {
            var words = Words(statement);
            if (Problem(words, bookkeeping) is { } problem)
            {
                findings.Add(TargetCodes.StatementRefused.Finding(
                    $"{problem}: {SqlText.Shown(statement)}", place with { Line = statement.Line, Column = statement.Column }, address.ToString()));
            }
        }

        return findings;
    }

    /// <summary>Runs the script.</summary>
    /// <exception cref="TargetException">TGT031, TGT035: a statement failed. What it did before is still in the open transaction.</exception>
    public async Task RunAsync(string sql, Place place, CancellationToken cancellation)
    {
        foreach (var statement in SqlStatements.Split(sql, SqlDialect.PostgreSql))
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                var rows = await session.RunAsync(statement.Text, cancellation);
                meter?.Ran(statement, rows, Stopwatch.GetElapsedTime(started));
            }
            catch (PostgresException exception) when (!PostgresFailures.IsOutage(exception) && exception.SqlState != "53100")
            {
                throw Failed(statement, place, exception);
            }
        }
    }

    private TargetException Failed(SqlStatement statement, Place place, PostgresException exception)
    {
        var code = exception.SqlState == NotInTransaction ? TargetCodes.StatementRefused : TargetCodes.ScriptFailed;
        return new TargetException(
            code.Finding(
                $"{place.File}, line {statement.Line}: {PostgresFailures.Words(exception)}{At(statement, exception.Position)}: {SqlText.Shown(statement)}",
                place with { Line = statement.Line, Column = statement.Column },
                address.ToString(),
                exception.SqlState == "55P03" ? "Somebody held a lock longer than the target's `lockTimeout`: run the same command again when they are done; nothing of the script was kept." : null),
            exception);
    }

    // The server counts characters of the statement from 1; a place counts lines and columns of the file.
    private static string At(SqlStatement statement, int position)
    {
        if (position <= 1)
        {
            return "";
        }

        var before = string.Concat(statement.Text.EnumerateRunes().Take(position - 1).Select(rune => rune.ToString()));
        var lines = before.Count(unit => unit == '\n');
        var column = before.Length - before.LastIndexOf('\n') - 1 + (lines == 0 ? statement.Column : 1);
        return $" at line {statement.Line + lines}, column {column}";
    }

    private static string? Problem(List<string> words, string bookkeeping)
    {
        var first = words.Count > 0 ? words[0] : "";
        var second = words.Count > 1 ? words[1] : "";
        if (Refused.Contains(first))
        {
            return $"{first} cannot be part of a script, which runs in one transaction";
        }

        if (first is "CREATE" or "ALTER" or "DROP" && Elsewhere.Contains(second))
        {
            return $"{first} {second} cannot be part of a script, which runs in one transaction and belongs to its database alone";
        }

        if (first is "CREATE" or "DROP" or "REINDEX" or "ALTER" or "REFRESH" && words.Contains("CONCURRENTLY"))
        {
            return $"{first} ... CONCURRENTLY cannot be part of a script, which runs in one transaction";
        }

        if (first == "REINDEX" && words.Any(word => word is "DATABASE" or "SYSTEM" or "SCHEMA"))
        {
            return "REINDEX of a whole database or schema cannot be part of a script, which runs in one transaction";
        }

        return words.Zip(words.Skip(1)).Any(pair => pair.Second == "." && string.Equals(pair.First, bookkeeping, StringComparison.OrdinalIgnoreCase))
            ? $"Schema {bookkeeping} belongs to the migrator"
            : null;
    }

    // Words in upper case, quoted names without their quotes, and points.
    private static List<string> Words(SqlStatement statement)
    {
        var words = new List<string>();
        foreach (var token in SqlTokenizer.Read(statement.Text, SqlDialect.PostgreSql))
        {
            var text = statement.Text.Substring(token.Start, token.Length);
            switch (token.Kind)
            {
                case SqlTokenKind.Word:
                    words.Add(text.ToUpperInvariant());
                    break;
                case SqlTokenKind.QuotedName when token.Closed:
                    words.Add(text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal));
                    break;
                case SqlTokenKind.Symbol:
                    words.Add(text);
                    break;
            }
        }

        return words;
    }
}
