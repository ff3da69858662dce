using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>A batch of a script, where it stands, and which one of how many it is.</summary>
internal sealed record SqlServerStep(SqlServerBatch Batch, Place File, int Number, int Of);

/// <summary>What it means for a script that one of its batches failed.</summary>
internal static class SqlServerScriptFailures
{
    private const string InNoTransaction = "Write `-- fm: transaction=off` at the head of the script: its batches then run one by one, and a broken run goes on behind those that stand.";

    /// <summary>Whether it is the batch that failed, or the way to the server in the middle of it.</summary>
    public static bool IsOfStatement(IReadOnlyList<SqlServerError> errors) => errors[0].Number is not (1101 or 1105 or 9002 or 40544);

    /// <summary>The finding.</summary>
    /// <param name="errors">What the server or the connection said.</param>
    /// <param name="step">The batch.</param>
    /// <param name="holders">Whom it waited for.</param>
    /// <param name="stands">What stands of the script, as a sentence.</param>
    /// <param name="address">The target.</param>
    public static TargetException Of(IReadOnlyList<SqlServerError> errors, SqlServerStep step, IReadOnlyList<string> holders, string stands, TargetAddress address)
    {
        var error = errors[0];
        var (code, remedy) = error.Number switch
        {
            226 or 574 or 3021 or 6401 or 266 or 3902 or 3903 or 3915 or 3916 or 3930 or 3931 => (TargetCodes.StatementRefused, InNoTransaction),
            1222 => (TargetCodes.Busy, "Wait for the session that holds the lock, or end it with `KILL SESSION`, then run the same command again; `-- fm: lock-timeout=30s` lets the script wait longer."),
            1205 or 3960 or 3961 => (TargetCodes.Busy, (string?)null),
            SqlServerError.TimedOut => (TargetCodes.ScriptFailed, "Give the script more time with `-- fm: timeout=30m`, or all of them with the target's `statementTimeout`, then run the same command again."),
            3906 or 3908 => (TargetCodes.ReadOnlyTarget, null),
            _ when SqlServerFailures.IsOutage(error) => (TargetCodes.Unreachable, "See that the server runs and that the statement does not end its own session, then run the same command again."),
            _ => (TargetCodes.ScriptFailed, null),
        };
        var (statement, at) = Meant(error, step);
        var words = error.Class >= 20 || error.Number is -1 or 0 or 10053 or 10054 ? $"the connection broke while it ran: {SqlServerFailures.Words(errors)}" : SqlServerFailures.Words(errors);
        var held = code == TargetCodes.Busy && holders.Count > 0 ? $" Held by {string.Join("; by ", holders)}." : "";
        return new TargetException(code.Finding(
            $"{step.File.File}, line {statement.Line}: {words}{at}: {SqlText.Shown(statement)}. Batch {step.Number} of {step.Of}; {stands}{held}",
            step.File with { Line = statement.Line, Column = statement.Column },
            address.ToString(),
            remedy));
    }

    /// <summary>The statement that the server means, which counts lines of the batch, or of the module in which it was.</summary>
    private static (Core.Items.Scripts.SqlStatement Statement, string At) Meant(SqlServerError error, SqlServerStep step)
    {
        if (error.Module.Length > 0 && !SqlServerStatements.MakesModule(step.Batch.Text))
        {
            return (SqlServerStatements.At(step.Batch, 1), $" in {error.Module}, line {error.Line}");
        }

        var statement = SqlServerStatements.At(step.Batch, Math.Max(1, error.Line));
        var line = step.Batch.Line + error.Line - 1;
        return (statement, error.Line > 0 && line > statement.Line ? $" at line {line}" : "");
    }
}
