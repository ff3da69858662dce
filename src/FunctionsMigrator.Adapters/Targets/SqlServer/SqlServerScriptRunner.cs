using System.Data;
using System.Diagnostics;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Runs the batches of a script inside the transaction that the caller opened and takes back on failure, each as it stands in the file.</summary>
/// <param name="session">The transaction.</param>
/// <param name="watch">Sees whom a batch waits for; null: nobody looks.</param>
/// <param name="address">The target.</param>
/// <param name="stands">What stands of the script when a batch fails, as a sentence.</param>
/// <param name="meter">Notes what each batch does; null: nobody asks.</param>
internal sealed class SqlServerScriptRunner(SqlServerSession session, SqlServerLockWatch? watch, TargetAddress address, string stands = SqlServerScriptRunner.Kept, ScriptMeter? meter = null)
{
    public const string Kept = "nothing of the script was kept.";

    private readonly string _database = session.Connection.Database;

    /// <summary>Runs a script with its callbacks.</summary>
    /// <exception cref="TargetException">A batch failed, or ended the transaction.</exception>
    public async Task RunAsync(ScriptWrite script, int count, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var text in (script.BeforeEach ?? []).Append(new ScriptText(script.Sql, script.Place)).Concat(script.AfterEach ?? []))
        {
            number = await RunAsync(text.Sql, text.Place, number, count, cancellation);
        }
    }

    /// <summary>Runs a text to its end.</summary>
    public Task RunAsync(string sql, Place place, CancellationToken cancellation) => RunAsync(sql, place, 0, 0, cancellation);

    /// <summary>Runs one batch, once.</summary>
    public async Task RunAsync(SqlServerStep step, CancellationToken cancellation)
    {
        try
        {
            await (watch is null ? SendAsync(step, cancellation) : watch.RunAsync(() => SendAsync(step, cancellation), cancellation));
        }
        catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && SqlServerScriptFailures.IsOfStatement(errors))
        {
            throw SqlServerScriptFailures.Of(errors, step, watch?.Holders ?? [], stands, address);
        }

        // What a batch does by EXEC, no text tells before.
        if (!session.IsOpen)
        {
            throw Refused(step, "it ended the transaction of its script; what it committed stands");
        }

        if (!string.Equals(session.Connection.Database, _database, StringComparison.Ordinal))
        {
            throw Refused(step, $"it went to the database {session.Connection.Database}");
        }
    }

    private async Task<int> RunAsync(string sql, Place place, int number, int count, CancellationToken cancellation)
    {
        foreach (var batch in SqlServerBatches.Read(sql))
        {
            for (var time = 0; time < batch.Count; time++)
            {
                await RunAsync(new SqlServerStep(batch, place, ++number, Math.Max(count, number)), cancellation);
            }
        }

        return number;
    }

    private async Task SendAsync(SqlServerStep step, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var rows = -1L;
        await using (var command = new SqlCommand(step.Batch.Text, session.Connection, session.Transaction) { CommandTimeout = SqlServerText.Seconds(session.Limit), CommandType = CommandType.Text })
        {
            command.StatementCompleted += (_, done) => rows = Math.Max(rows, 0) + done.RecordCount;
            await command.ExecuteNonQueryAsync(cancellation);
        }

        meter?.Ran(new SqlStatement(step.Batch.Text, step.Batch.Start, step.Batch.Line, step.Batch.Column), rows, Stopwatch.GetElapsedTime(started));
    }

    private TargetException Refused(SqlServerStep step, string words)
    {
        var statement = SqlServerStatements.At(step.Batch, 1);
        return new TargetException(TargetCodes.StatementRefused.Finding(
            $"{step.File.File}, line {statement.Line}: {words}: {SqlText.Shown(statement)}. Batch {step.Number} of {step.Of}.",
            step.File with { Line = statement.Line, Column = statement.Column },
            address.ToString()));
    }
}
