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
internal sealed class ScriptRunner(SqliteSession session, TargetAddress address, ScriptMeter? meter = null)
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
        var findings = new List<Finding>();
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            findings.Add(TargetCodes.StatementRefused.Finding($"{place.File} holds a NUL character, at which SQLite would stop reading.", place, address.ToString()));
        }

        foreach (var statement in SqlStatements.Split(sql, SqlDialect.Sqlite))
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
    public static bool DropsTable(string sql) => SqlStatements.Split(sql, SqlDialect.Sqlite).Any(statement =>
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
            foreach (var statement in SqlStatements.Split(sql, SqlDialect.Sqlite))
            {
                cancellation.ThrowIfCancellationRequested();
                using var interrupt = cancellation.Register(() => raw.sqlite3_interrupt(session.Handle));
                var (started, changed) = (Stopwatch.GetTimestamp(), raw.sqlite3_total_changes(session.Handle));
                if (Execute(statement.Text) is { } error)
                {
                    cancellation.ThrowIfCancellationRequested();
                    throw Failed(statement, place, touched is null ? error : $"{touched} belongs to the migrator");
                }

                if (!session.InTransaction)
                {
                    throw Failed(statement, place, "the statement ended the transaction");
                }

                meter?.Ran(statement, SqlText.FirstWord(statement) is "INSERT" or "REPLACE" or "UPDATE" or "DELETE" or "WITH" ? raw.sqlite3_total_changes(session.Handle) - changed : -1, Stopwatch.GetElapsedTime(started));
            }
        }
        finally
        {
            raw.sqlite3_set_authorizer(session.Handle, (strdelegate_authorizer?)null, null);
        }
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

    private TargetException Failed(SqlStatement statement, Place place, string words) => new(TargetCodes.ScriptFailed.Finding(
        $"{place.File}, line {statement.Line}: {words}: {SqlText.Shown(statement)}",
        place with { Line = statement.Line, Column = statement.Column },
        address.ToString()));
}
