using System.Diagnostics;
using FunctionsMigrator.Adapters.Lint;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Runs a script statement by statement. One that runs in a transaction stands together with the row that says so; one that does not is announced before it runs, and a run
/// that finds only the announcement looks at what the statement left. What stands is not run again, so a broken run goes on where it was.
/// </summary>
internal sealed class PostgresLoneRun(
    PostgresPlace place, PostgresBookkeeping books, PostgresDefinition definition, PostgresOptions options, TargetAddress address, Claim claim, ResourceSlice slice, ScriptWrite script,
    int count, string what)
{
    private const string Apply = "apply";
    private const string Undo = "undo";
    private const string TakeBack = "takeback";

    private readonly PostgresWork _work = PostgresScripts.Work(definition, script);
    private readonly PostgresProgress _progress = new(books, slice.Resource, script.Key, claim);
    private readonly ScriptMeter _meter = new();
    private readonly string _target = script.Post?.Hex ?? "";

    /// <summary>Runs it, or what is left of it.</summary>
    public async Task<WriteResult> RunAsync(CancellationToken cancellation)
    {
        await using var line = await PostgresLine.OpenAsync(place, books, _work, options.Patience, address, cancellation);
        var (receipt, result, applied, undone) = await OpenAsync(line, cancellation);
        if (receipt is not null || result.Status == WriteStatus.Moved)
        {
            return receipt ?? result;
        }

        if (result.Status == WriteStatus.Applied)
        {
            var action = script.Post is null ? Undo : Apply;
            var tables = script.Measure ? await TablesAsync(line, cancellation) : null;
            await RunAsync(line, action, Steps(), action == Apply ? applied : undone, cancellation);
            result = tables is null ? result : result with { Measure = await MeasureAsync(line, tables, cancellation) };
            await CloseAsync(line, result, ran: true, cancellation);
        }
        else
        {
            if (applied.Count > 0 && script.Intended)
            {
                await TakeBackAsync(line, applied, cancellation);
            }

            await CloseAsync(line, result, ran: false, cancellation);
        }

        return result;
    }

    private async Task<PostgresTables> TablesAsync(PostgresLine line, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        return await PostgresTables.ReadAsync(session, definition.Bookkeeping, cancellation);
    }

    // Every statement has let go of its locks by now: how strong they were is not told.
    private async Task<ScriptMeasure> MeasureAsync(PostgresLine line, PostgresTables tables, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        return _meter.Measure(script.Key, [], await tables.RewrittenAsync(session, cancellation));
    }

    private async Task<(WriteResult? Receipt, WriteResult Result, IReadOnlyDictionary<int, PostgresProgressRow> Applied, IReadOnlyDictionary<int, PostgresProgressRow> Undone)> OpenAsync(
        PostgresLine line, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        var found = await PostgresOpening.ReadAsync(session, books, [], claim, slice.Resource, script, cancellation);
        if (!Claims.Holds(found.Marker, claim))
        {
            throw new TargetException(Claims.Lost(found.Marker, claim));
        }

        var result = new WriteResult(script.ChangeId, ConditionalWrite.Decide(found.Live, script.Pre, script.Post, script.Intended), found.Live, claim.Number, options.Now());
        return (found.Receipt, result, await _progress.ReadAsync(session, Apply, cancellation), await _progress.ReadAsync(session, Undo, cancellation));
    }

    private IEnumerable<PostgresStep> Steps()
    {
        var number = script.BeforeEach?.Sum(text => SqlStatements.Read(text.Sql, SqlDialect.PostgreSql).Count()) ?? 0;
        return SqlStatements.Read(script.Sql, SqlDialect.PostgreSql).Select(statement => new PostgresStep(statement, script.Sql, script.Place, ++number, count));
    }

    private async Task RunAsync(PostgresLine line, string action, IEnumerable<PostgresStep> steps, IReadOnlyDictionary<int, PostgresProgressRow> rows, CancellationToken cancellation)
    {
        // A repeatable script runs over whatever it left.
        if (script.Kind == ScriptKind.Repeatable && rows.Values.Any(row => row.Target != _target))
        {
            rows = new Dictionary<int, PostgresProgressRow>();
        }

        if (action != TakeBack && script.BeforeEach is { Count: > 0 } before && !rows.ContainsKey(0))
        {
            await RunBeforeAsync(line, action, before, cancellation);
        }

        var ordinal = 0;
        foreach (var step in steps)
        {
            ordinal++;
            var hash = HashOf(step);
            if (rows.GetValueOrDefault(ordinal) is { Done: true } row)
            {
                if (row.Hash != hash)
                {
                    throw Failed(TargetCodes.HalfRun, $"another statement ran here and stands: {(row.Statement is null ? "one that was too long to keep" : Shown(row.Statement))}", step);
                }

                if (IsOfSession(step.Statement))
                {
                    await RunAloneAsync(line, step, cancellation);
                }

                continue;
            }

            if (rows.GetValueOrDefault(ordinal) is { Done: false } begun && await PostgresLoose.ResolveAsync(line, begun, hash, step, address, cancellation))
            {
                await RecordAsync(line, action, ordinal, step, hash, done: true, cancellation);
                continue;
            }

            await RunAsync(line, action, ordinal, step, hash, cancellation);
        }

        if (rows.Values.FirstOrDefault(row => row.Done && row.Ordinal > ordinal) is { } more)
        {
            throw new TargetException(TargetCodes.HalfRun.Finding(
                $"{script.Place.File}: {ordinal} statements are in the script, and more of it ran and stand: {Shown(more.Statement ?? "...")}.", script.Place, address.ToString()));
        }
    }

    private async Task RunAsync(PostgresLine line, string action, int ordinal, PostgresStep step, Digest hash, CancellationToken cancellation)
    {
        var told = $"{what} statement {ordinal}";
        var lone = LoneStatement.Of(step.Statement, SqlDialect.PostgreSql);
        if (lone is null or { Kind: LoneStatementKind.AddEnumValue })
        {
            await RunInTransactionAsync(line, step, [_progress.Write(action, ordinal, _target, hash, step.Statement.Text, done: true, options.Now())], told, cancellation);
            return;
        }

        var state = await RequireAsync(line, lone, step, cancellation);
        if (state != PostgresIndexState.Valid)
        {
            await RecordAsync(line, action, ordinal, step, hash, done: false, cancellation);
        }

        await options.Observer.BeforeAsync(told, cancellation);
        try
        {
            await RunAloneAsync(line, step, cancellation, lone);
        }
        catch (TargetException) when (line.Connection.FullState == System.Data.ConnectionState.Open)
        {
            // The server answered: nothing of it goes on, and what it left is ours.
            await PostgresLoose.TidyAsync(line, lone, cancellation);
            if (lone.Kind is not (LoneStatementKind.CreateIndex or LoneStatementKind.Reindex))
            {
                await line.SendAsync(_progress.Forget(action, ordinal), cancellation);
            }

            throw;
        }

        await options.Observer.AfterAsync(told, cancellation);
        await RequireValidAsync(line, lone, step, cancellation);
        await RecordAsync(line, action, ordinal, step, hash, done: true, cancellation);
    }

    /// <summary>Before an index is built: it has a name, and no broken one stands in its place that is not ours.</summary>
    private async Task<PostgresIndexState> RequireAsync(PostgresLine line, LoneStatement lone, PostgresStep step, CancellationToken cancellation)
    {
        if (lone.Kind != LoneStatementKind.CreateIndex)
        {
            return PostgresIndexState.Absent;
        }

        if (lone.Name is null)
        {
            throw Failed(TargetCodes.StatementRefused, "an index that is built concurrently has no name, by which it would be found when the build breaks", step, "Give the index a name.");
        }

        var (state, name) = await PostgresIndexes.FindAsync(line, lone, cancellation);
        return state != PostgresIndexState.Invalid ? state : throw Invalid(name, step);
    }

    // CREATE INDEX IF NOT EXISTS is content with a broken one.
    private async Task RequireValidAsync(PostgresLine line, LoneStatement lone, PostgresStep step, CancellationToken cancellation)
    {
        if (lone.Kind == LoneStatementKind.CreateIndex && await PostgresIndexes.FindAsync(line, lone, cancellation) is (PostgresIndexState.Invalid, var name))
        {
            throw Invalid(name, step);
        }
    }

    private TargetException Invalid(string name, PostgresStep step) => Failed(
        TargetCodes.InvalidIndex,
        $"index {name} stands and is invalid: an earlier CREATE INDEX CONCURRENTLY did not come to its end",
        step,
        $"Run `DROP INDEX CONCURRENTLY {name}` on the target, then the same command again.");

    private async Task RunBeforeAsync(PostgresLine line, string action, IReadOnlyList<ScriptText> before, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        foreach (var text in before)
        {
            await new PostgresScriptRunner(session, Watch(line), address).RunAsync(text.Sql, text.Place, cancellation);
        }

        await WriteAsync(session, _progress.Write(action, 0, _target, Digest.Of(string.Concat(before.Select(text => text.Sql))), "", done: true, options.Now()), cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task RunInTransactionAsync(PostgresLine line, PostgresStep step, IReadOnlyList<NpgsqlBatchCommand> first, string told, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        foreach (var command in first)
        {
            await WriteAsync(session, command, cancellation);
        }

        var started = Stopwatch.GetTimestamp();
        var rows = -1;
        await TryAsync(
            line, step, _work.LockTimeout, async () => rows = step.Statement.Rows is null ? await session.RunAsync(step.Statement.Text, cancellation) : await CopyAsync(line, step, cancellation), cancellation);
        _meter.Ran(step.Statement, rows, Stopwatch.GetElapsedTime(started));
        await options.Observer.BeforeAsync(told, cancellation);
        await PostgresScripts.CommitAsync(session, script, address, cancellation);
        await options.Observer.AfterAsync(told, cancellation);
    }

    private static async Task<int> CopyAsync(PostgresLine line, PostgresStep step, CancellationToken cancellation)
    {
        await PostgresScriptRunner.CopyAsync(line.Connection, step, cancellation);
        return -1;
    }

    // A concurrent statement waits for old transactions without keeping anybody out: it may do so as long as statements may run.
    private async Task RunAloneAsync(PostgresLine line, PostgresStep step, CancellationToken cancellation, LoneStatement? lone = null)
    {
        var patient = lone?.Kind is LoneStatementKind.CreateIndex or LoneStatementKind.DropIndex or LoneStatementKind.Reindex or LoneStatementKind.DetachPartition && script.Directives?.LockTimeout is null;
        var wait = patient ? _work.StatementTimeout : _work.LockTimeout;
        await line.SendAsync(PostgresSession.Statement("SELECT set_config('lock_timeout', $1, false)", PostgresSession.Milliseconds(wait)), cancellation);
        var started = Stopwatch.GetTimestamp();
        await TryAsync(line, step, wait, () => line.SendAsync(new NpgsqlBatchCommand(step.Statement.Text), cancellation), cancellation);
        _meter.Ran(step.Statement, -1, Stopwatch.GetElapsedTime(started));
        if (patient)
        {
            await line.SendAsync(PostgresSession.Statement("SELECT set_config('lock_timeout', $1, false)", PostgresSession.Milliseconds(_work.LockTimeout)), cancellation);
        }
    }

    private async Task TryAsync(PostgresLine line, PostgresStep step, TimeSpan wait, Func<Task> work, CancellationToken cancellation)
    {
        var watch = new PostgresLockWatch(place, line.Connection.ProcessID, wait);
        try
        {
            await watch.RunAsync(work, cancellation);
        }
        catch (NpgsqlException exception) when (PostgresScriptFailures.IsOfStatement(exception))
        {
            throw PostgresScriptFailures.Of(exception, step, watch.Holders, Stands(step), address);
        }
    }

    /// <summary>Takes back the statements that stand of a script that never came to its end.</summary>
    private async Task TakeBackAsync(PostgresLine line, IReadOnlyDictionary<int, PostgresProgressRow> applied, CancellationToken cancellation)
    {
        IReadOnlyDictionary<int, PostgresProgressRow> undone;
        await using (var session = await line.BeginAsync(cancellation))
        {
            undone = await _progress.ReadAsync(session, TakeBack, cancellation);
        }

        var standing = new List<string?>();
        foreach (var row in applied.Values.Where(row => row.Ordinal > 0).OrderBy(row => row.Ordinal))
        {
            var step = new PostgresStep(new SqlStatement(row.Statement ?? "", 0, 0, 0), "", script.Place, row.Ordinal, count);
            if (row.Done || await PostgresLoose.ResolveAsync(line, row, row.Hash, step, address, cancellation))
            {
                standing.Add(row.Statement);
            }
        }

        // Derived from what stands; a written undo takes back the whole script, as far as it can.
        var sql = standing.Count == 0 ? "" : Derived(standing) ?? script.Sql;
        if (standing.Count > 0 && sql.Length == 0)
        {
            throw new TargetException(RunCodes.NotRevertible.Finding(
                $"{script.Place.File}: {standing.Count} of its statements stand, and nothing is known that takes them back.", script.Place, address.ToString(), "Take them back by hand, or correct what failed and run the script to its end."));
        }

        var number = 0;
        await RunAsync(
            line,
            TakeBack,
            SqlStatements.Read(sql, SqlDialect.PostgreSql).Select(statement => new PostgresStep(statement, sql, script.Place, ++number, number)),
            undone,
            cancellation);
    }

    /// <summary>What takes back the statements that stand, as far as it can be derived from them and from what stood before.</summary>
    private string? Derived(List<string?> standing)
    {
        var analysis = standing.Contains(null) ? null : ScriptAnalysis.Of(string.Concat(standing.Select(text => text + ";\n")), ScriptKind.Versioned, SqlDialect.PostgreSql, script.Place.File);
        var asking = analysis?.Steps.Where(step => step.Former is not null).ToList() ?? [];
        return asking.Count == 0 ? analysis?.Undo
            : asking.TrueForAll(step => script.Stood.ContainsKey(step.Text)) ? UndoStep.TextOf(analysis!.Steps, [.. asking.Select(step => script.Stood[step.Text])])
            : null;
    }

    /// <summary>The last transaction: what runs behind the script, its history row and receipt, and nothing is half-run any more.</summary>
    private async Task CloseAsync(PostgresLine line, WriteResult result, bool ran, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        foreach (var text in ran ? script.AfterEach ?? [] : [])
        {
            await new PostgresScriptRunner(session, Watch(line), address).RunAsync(text.Sql, text.Place, cancellation);
        }

        if (ran && script.Directives?.Verify is { } verify)
        {
            await PostgresVerify.RequireAsync(session, verify, script.Place, "all of its statements stand.", address, cancellation);
        }

        if (ran)
        {
            await WriteAsync(session, PostgresHistory.Append(books, slice.Resource, script, claim, result.At), cancellation);
        }

        await WriteAsync(session, PostgresReceipts.Add(books, claim.Run, script.Pre, script.Post, result), cancellation);
        await ExecuteAsync(session, _progress.Forget(), cancellation);
        await options.Observer.BeforeAsync(what, cancellation);
        await PostgresScripts.CommitAsync(session, script, address, cancellation);
        await options.Observer.AfterAsync(what, cancellation);
    }

    private async Task RecordAsync(PostgresLine line, string action, int ordinal, PostgresStep step, Digest hash, bool done, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        await WriteAsync(session, _progress.Write(action, ordinal, _target, hash, step.Statement.Text, done, options.Now()), cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task WriteAsync(PostgresSession session, NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await ExecuteAsync(session, command, cancellation);
        if (command.RecordsAffected != 1)
        {
            throw PostgresScripts.ChangedBooks(script, definition, address);
        }
    }

    private static async Task ExecuteAsync(PostgresSession session, NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private PostgresLockWatch Watch(PostgresLine line) => new(place, line.Connection.ProcessID, _work.LockTimeout);

    private TargetException Failed(FailureCode code, string words, PostgresStep step, string? remedy = null) => new(code.Finding(
        $"{step.File.File}, line {step.Statement.Line}: {words}: {SqlText.Shown(step.Statement)}. Statement {step.Number} of {step.Of}; {Stands(step)}", step.Place, address.ToString(), remedy));

    private static string Stands(PostgresStep step) => step.Number switch
    {
        1 => "nothing of the script stands.",
        2 => "the one before it stands, and the script goes on behind it when it runs again.",
        var number => $"the {number - 1} before it stand, and the script goes on behind them when it runs again.",
    };

    private static Digest HashOf(PostgresStep step) =>
        Digest.Of(step.Statement.Rows is { } rows ? $"{step.Statement.Text}\n{step.Script.AsSpan(rows.Start, rows.Length)}" : step.Statement.Text);

    private static bool IsOfSession(SqlStatement statement) => SqlText.FirstWord(statement) is "SET" or "RESET";

    private static string Shown(string statement) => SqlText.Shown(new SqlStatement(statement, 0, 1, 1));
}
