using System.Diagnostics;
using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Runs the statements of a script inside the transaction that the caller opened and takes back on failure. Several are sent together, so that a script costs few ways to the
/// server; no more of it is held than is sent at once.
/// </summary>
/// <param name="session">The transaction.</param>
/// <param name="watch">Sees whom a statement waits for; null: nobody looks.</param>
/// <param name="address">The target.</param>
/// <param name="meter">Notes what each statement does, for which each goes alone; null: nobody asks.</param>
internal sealed class PostgresScriptRunner(PostgresSession session, PostgresLockWatch? watch, TargetAddress address, ScriptMeter? meter = null)
{
    private const int MostStatements = 100;
    private const int MostCharacters = 256 << 10;
    private const int TellFrom = 1000;
    private const string Kept = "nothing of the script was kept.";

    private readonly List<(NpgsqlBatchCommand Command, PostgresStep? Step)> _waiting = [];
    private int _characters;

    /// <summary>Runs a script with its callbacks, and the statements that close it together with the last of its own.</summary>
    /// <exception cref="TargetException">A statement failed. What it did before is still in the open transaction.</exception>
    public async Task RunAsync(ScriptWrite script, int count, IReadOnlyList<NpgsqlBatchCommand> before, IReadOnlyList<NpgsqlBatchCommand> behind, CancellationToken cancellation)
    {
        _waiting.AddRange(before.Select(command => (command, (PostgresStep?)null)));
        var number = 0;
        foreach (var text in script.BeforeEach ?? [])
        {
            number = await RunAsync(text.Sql, text.Place, script.Key, number, count, cancellation);
        }

        number = await RunAsync(script.Sql, script.Place, script.Key, number, count, cancellation);
        foreach (var text in script.AfterEach ?? [])
        {
            number = await RunAsync(text.Sql, text.Place, script.Key, number, count, cancellation);
        }

        if (script.Directives?.Verify is { } verify)
        {
            await FlushAsync(cancellation);
            await PostgresVerify.RequireAsync(session, verify, script.Place, Kept, address, cancellation);
        }

        _waiting.AddRange(behind.Select(command => (command, (PostgresStep?)null)));
        await FlushAsync(cancellation);
    }

    /// <summary>Runs a text to its end.</summary>
    public async Task RunAsync(string sql, Place place, CancellationToken cancellation)
    {
        await RunAsync(sql, place, place.File, 0, 0, cancellation);
        await FlushAsync(cancellation);
    }

    private async Task<int> RunAsync(string sql, Place place, string script, int number, int count, CancellationToken cancellation)
    {
        foreach (var statement in SqlStatements.Read(sql, SqlDialect.PostgreSql))
        {
            var step = new PostgresStep(statement, sql, place, ++number, Math.Max(count, number));
            if (statement.Rows is not null)
            {
                await FlushAsync(cancellation);
                await MeasureAsync(statement, () => WatchAsync(() => CopyAsync(session.Connection, step, cancellation), step, cancellation), () => -1);
                continue;
            }

            var command = new NpgsqlBatchCommand(statement.Text);
            if (meter is not null)
            {
                await FlushAsync(cancellation);
                _waiting.Add((command, step));
                await MeasureAsync(statement, () => FlushAsync(cancellation), () => command.RecordsAffected);
                continue;
            }

            _waiting.Add((command, step));
            _characters += statement.Text.Length;
            if (_waiting.Count >= MostStatements || _characters >= MostCharacters)
            {
                await FlushAsync(cancellation);
                if (count >= TellFrom)
                {
                    // Who looks at the server's activity sees how far a long script is.
                    _waiting.Add((PostgresSession.Statement(
                        "SELECT set_config('application_name', left($1, 63), true)", string.Create(CultureInfo.InvariantCulture, $"functions-migrator {number}/{count} {script}")), null));
                }
            }
        }

        return number;
    }

    /// <summary>Sends the rows of a COPY.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, PostgresStep step, CancellationToken cancellation)
    {
        const int Piece = 64 << 10;
        var rows = step.Statement.Rows!;
        await using var writer = await connection.BeginTextImportAsync(step.Statement.Text, cancellation);
        for (var at = 0; at < rows.Length; at += Piece)
        {
            await writer.WriteAsync(step.Script.AsMemory(rows.Start + at, Math.Min(Piece, rows.Length - at)), cancellation);
        }
    }

    private async Task MeasureAsync(SqlStatement statement, Func<Task> work, Func<long> rows)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        meter?.Ran(statement, rows(), Stopwatch.GetElapsedTime(started));
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        await using var batch = session.Batch();
        foreach (var (command, _) in _waiting)
        {
            batch.BatchCommands.Add(command);
        }

        await WatchAsync(() => batch.ExecuteNonQueryAsync(cancellation), null, cancellation);
        _waiting.Clear();
        _characters = 0;
    }

    private async Task WatchAsync(Func<Task> work, PostgresStep? step, CancellationToken cancellation)
    {
        try
        {
            await (watch is null ? work() : watch.RunAsync(work, cancellation));
        }
        catch (NpgsqlException exception) when (PostgresScriptFailures.IsOfStatement(exception) && (step ?? StepOf(exception)) is { } failed)
        {
            throw PostgresScriptFailures.Of(exception, failed, watch?.Holders ?? [], Kept, address);
        }
    }

    // A connection that breaks does not tell at which statement: the first that was sent is as far as it is known to have come.
    private PostgresStep? StepOf(NpgsqlException exception) => exception.BatchCommand is { } command
        ? _waiting.Find(waiting => ReferenceEquals(waiting.Command, command)).Step
        : exception is PostgresException refused && !PostgresFailures.IsOutage(refused) ? null : _waiting.Find(waiting => waiting.Step is not null).Step;
}
