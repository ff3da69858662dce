using System.Diagnostics;
using System.Text;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Runs the statements of a script one by one inside the transaction that the caller opened and takes back on failure.</summary>
internal sealed class ScriptRunner(SqliteSession session, TargetAddress address, TimeSpan? timeout = null, TimeProvider? time = null, ScriptMeter? meter = null)
{
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "PRAGMA", "VACUUM", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH",
    };

    /// <summary>
    /// Statements that cannot be part of a script, since they end its transaction, do nothing inside one, or reach beyond the database; every one a finding.
    /// </summary>
    public static IReadOnlyList<Finding> Check(string sql, Place place, TargetAddress address)
    {
        var findings = SqlStatements.Check(sql, SqlDialect.Sqlite, place.File).Select(finding => finding with { Target = address.ToString() }).ToList();
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            findings.Add(TargetCodes.StatementRefused.Finding($"{place.File} holds a NUL character, at which SQLite would stop reading.", place, address.ToString()));
        }

        foreach (var statement in SqlStatements.Read(sql, SqlDialect.Sqlite))
        {
            var word = SqlText.FirstWord(statement);
            if (Refused.Contains(word))
            {
                findings.Add(TargetCodes.StatementRefused.Finding(
                    $"{word} cannot be part of a script, which runs in one transaction: {SqlText.Shown(statement)}",
                    place with { Line = statement.Line, Column = statement.Column },
                    address.ToString()));
            }
        }

        return findings;
    }

    /// <summary>
    /// Whether the script drops a table. With foreign keys on, that would delete the table's rows first, with all that depends on them by ON DELETE CASCADE,
    /// also where the script only makes the table anew; SQLite's own procedure is to turn them off and to check all of them at the end.
    /// </summary>
    public static bool DropsTable(string sql) => SqlStatements.Read(sql, SqlDialect.Sqlite).Any(statement =>
    {
        var words = SqlTokenizer.Read(statement.Text, SqlDialect.Sqlite)
            .Where(token => token.Kind != SqlTokenKind.Comment).Take(2).Select(token => statement.Text.Substring(token.Start, token.Length)).ToList();
        return words.SequenceEqual(["DROP", "TABLE"], StringComparer.OrdinalIgnoreCase);
    });

    /// <summary>Runs the script.</summary>
    /// <exception cref="TargetException">TGT031: a statement failed. What it did before is still in the open transaction, if there is one left.</exception>
    public void Run(string sql, Place place, CancellationToken cancellation)
    {
        string? touched = null;
        var number = 0;
        raw.sqlite3_set_authorizer(
            session.Handle,
            (_, action, first, second, _, _) =>
            {
                touched = action is raw.SQLITE_READ or raw.SQLITE_SELECT or raw.SQLITE_FUNCTION ? null : SqliteNames.IsOwn(first) ? first : SqliteNames.IsOwn(second) ? second : null;
                return touched is null ? raw.SQLITE_OK : raw.SQLITE_DENY;
            },
            null);
        try
        {
            foreach (var statement in SqlStatements.Read(sql, SqlDialect.Sqlite))
            {
                cancellation.ThrowIfCancellationRequested();
                number++;
                using var limit = timeout is { } span ? new CancellationTokenSource(span, time ?? TimeProvider.System) : null;
                using var late = limit?.Token.Register(() => raw.sqlite3_interrupt(session.Handle));
                using var interrupt = cancellation.Register(() => raw.sqlite3_interrupt(session.Handle));
                var (started, changed) = (Stopwatch.GetTimestamp(), raw.sqlite3_total_changes(session.Handle));
                if (Execute(statement.Text) is { } error)
                {
                    cancellation.ThrowIfCancellationRequested();
                    throw Failed(
                        statement,
                        place,
                        touched is not null ? $"{touched} belongs to the migrator" : limit is { IsCancellationRequested: true } ? $"the statement ran longer than timeout={timeout!.Value.TotalSeconds:0.###}s" : error,
                        number);
                }

                if (!session.InTransaction)
                {
                    throw Failed(statement, place, "the statement ended the transaction", number);
                }

                meter?.Ran(statement, SqlText.FirstWord(statement) is "INSERT" or "REPLACE" or "UPDATE" or "DELETE" or "WITH" ? raw.sqlite3_total_changes(session.Handle) - changed : -1, Stopwatch.GetElapsedTime(started));
            }
        }
        finally
        {
            raw.sqlite3_set_authorizer(session.Handle, (strdelegate_authorizer?)null, null);
        }
    }

    /// <summary>Asks the script's <c>verify</c>.</summary>
    /// <exception cref="TargetException">TGT039: it answers anything but one row with a number other than 0.</exception>
    public void Verify(ScriptWrite script, CancellationToken cancellation)
    {
        if (script.Directives?.Verify is not { } query)
        {
            return;
        }

        string problem;
        try
        {
            if (SqliteQuery.Scalar(session, query, cancellation) is { } number and not 0)
            {
                return;
            }

            problem = "it answers 0, NULL or no row";
        }
        catch (TargetException exception)
        {
            problem = exception.Finding.Message.TrimEnd('.');
        }

        throw new TargetException(TargetCodes.NotVerified.Finding(
            $"{script.Place.File}: verify=\"{query}\" does not hold: {problem}; nothing of the script was kept.", script.Place, address.ToString()));
    }

    /// <summary>Runs one statement to its end; answers SQLite's words when it failed.</summary>
    private string? Execute(string sql)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(sql);
        while (!rest.IsEmpty)
        {
            var code = raw.sqlite3_prepare_v2(session.Handle, rest, out var statement, out var tail);
            using (statement)
            {
                if (code == raw.SQLITE_OK && statement is { IsInvalid: false })
                {
                    do
                    {
                        code = raw.sqlite3_step(statement);
                    }
                    while (code == raw.SQLITE_ROW);
                }

                if ((code & 0xFF) is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN)
                {
                    // Not the script's fault: the medium fails.
                    SqliteException.ThrowExceptionForRC(code, session.Handle);
                }

                if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                {
                    return raw.sqlite3_errmsg(session.Handle).utf8_to_string();
                }
            }

            rest = tail;
        }

        return null;
    }

    private TargetException Failed(SqlStatement statement, Place place, string words, int number) => new(TargetCodes.ScriptFailed.Finding(
        $"{place.File}, line {statement.Line}: {words}: {SqlText.Shown(statement)}. Statement {number} of the script; nothing of it was kept.",
        place with { Line = statement.Line, Column = statement.Column },
        address.ToString()));
}
