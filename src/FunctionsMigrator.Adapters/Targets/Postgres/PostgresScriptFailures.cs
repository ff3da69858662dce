using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>A statement of a script, where it stands, and which one of how many it is.</summary>
internal sealed record PostgresStep(SqlStatement Statement, string Script, Place File, int Number, int Of)
{
    /// <summary>Its place.</summary>
    public Place Place => File with { Line = Statement.Line, Column = Statement.Column };
}

/// <summary>What it means for a script that one of its statements failed.</summary>
internal static partial class PostgresScriptFailures
{
    private const string NotInTransaction = "25001";
    private const string CommitsInside = "2D000";
    private const string LockNotAvailable = "55P03";

    /// <summary>Whether it is the statement that failed, or the way to the server in the middle of it.</summary>
    public static bool IsOfStatement(NpgsqlException exception) => exception is not PostgresException { SqlState: "53100" };

    /// <summary>The finding.</summary>
    /// <param name="exception">What the server or the connection said.</param>
    /// <param name="step">The statement.</param>
    /// <param name="holders">Whom it waited for.</param>
    /// <param name="stands">What stands of the script, as a sentence.</param>
    /// <param name="address">The target.</param>
    public static TargetException Of(NpgsqlException exception, PostgresStep step, IReadOnlyList<string> holders, string stands, TargetAddress address)
    {
        var (code, remedy) = exception switch
        {
            PostgresException { SqlState: NotInTransaction or CommitsInside } => (
                TargetCodes.StatementRefused, "Write `-- fm: transaction=off` at the head of the script: its statements then run one by one, and a broken run goes on behind those that stand."),
            PostgresException { SqlState: LockNotAvailable } => (
                TargetCodes.Busy, "Wait for the session that holds the lock, or end it with `SELECT pg_terminate_backend(PROCESS)`, then run the same command again; `-- fm: lock-timeout=30s` lets the script wait longer."),
            PostgresException { SqlState: "57014" } => (
                TargetCodes.ScriptFailed, "Give the script more time with `-- fm: timeout=30m`, or all of them with the target's `statementTimeout`, then run the same command again."),
            PostgresException { SqlState: "40P01" or "40001" } => (TargetCodes.Busy, (string?)null),
            PostgresException { SqlState: "25006" } => (TargetCodes.ReadOnlyTarget, null),
            PostgresException refused when !PostgresFailures.IsOutage(refused) => (TargetCodes.ScriptFailed, null),
            _ => (TargetCodes.Unreachable, "See that the server runs and that the statement does not end its own session, then run the same command again."),
        };
        var words = exception is PostgresException server ? Words(server) : $"the connection broke while it ran: {exception.InnerException?.Message ?? exception.Message}";
        var position = exception is PostgresException { Position: var at } ? At(step.Statement, at) : "";
        var held = code == TargetCodes.Busy && holders.Count > 0 ? $" Held by {string.Join("; by ", holders)}." : "";

        // Not with the exception itself: its details hold values of rows.
        return new TargetException(code.Finding(
            $"{step.File.File}, line {step.Statement.Line}: {words}{position}: {SqlText.Shown(step.Statement)}. Statement {step.Number} of {step.Of}; {stands}{held}",
            step.Place,
            address.ToString(),
            remedy));
    }

    /// <summary>The server's own words, its detail without values among them.</summary>
    private static string Words(PostgresException refused) =>
        $"{refused.MessageText} ({refused.SqlState}){(Detail(refused) is { Length: > 0 } detail ? $". Detail: {detail.TrimEnd('.')}" : "")}{(string.IsNullOrEmpty(refused.Hint) ? "" : $". Hint: {refused.Hint.TrimEnd('.')}")}";

    /// <summary>Keys keep their columns; whole rows, data that does not fit, and what somebody's code raises are left out.</summary>
    private static string? Detail(PostgresException refused) => refused.SqlState[..2] switch
    {
        _ when string.IsNullOrEmpty(refused.Detail) => null,
        "23" => refused.Detail.StartsWith("Key (", StringComparison.Ordinal) ? Values().Replace(refused.Detail, ")=(...)") : null,
        "22" or "P0" or "XX" => null,
        _ => refused.Detail.ReplaceLineEndings("; "),
    };

    // The server counts characters of the statement from 1; a place counts lines and columns of the file.
    private static string At(SqlStatement statement, int position)
    {
        if (position <= 1)
        {
            return "";
        }

        var (line, column, characters) = (statement.Line, statement.Column, 1);
        foreach (var rune in statement.Text.EnumerateRunes())
        {
            if (characters++ >= position)
            {
                break;
            }

            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }

        return $" at line {line}, column {column}";
    }

    [GeneratedRegex(@"\)=\(.*\)(?= )", RegexOptions.Singleline)]
    private static partial Regex Values();
}
