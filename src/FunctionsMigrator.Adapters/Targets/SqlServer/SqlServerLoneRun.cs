using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// Runs a script batch by batch. One that runs in a transaction stands together with the row that says so; one that does not is announced before it runs, and a run that finds only the
/// announcement looks at what the batch left. What stands is not run again, so a broken run goes on where it was.
/// </summary>
internal sealed class SqlServerLoneRun(
    SqlServerPlace place, SqlServerBookkeeping books, SqlServerDefinition definition, SqlServerOptions options, TargetAddress address, Claim claim, ResourceSlice slice, ScriptWrite script,
    int count, string what)
{
    private const string Apply = "apply";
    private const string Undo = "undo";
    private const string TakeBack = "takeback";

    private readonly SqlServerWork _work = SqlServerScripts.Work(definition, script);
    private readonly SqlServerProgress _progress = new(books, slice.Resource, script.Key, claim);
    private readonly string _target = script.Post?.Hex ?? "";

    /// <summary>Runs it, or what is left of it.</summary>
    public async Task<WriteResult> RunAsync(CancellationToken cancellation)
    {
        // Nobody claims while a batch may still run, also when the process that sent it is gone.
        await using var line = await SqlServerLine.OpenAsync(place, [SqlServerBookkeeping.ScriptsLock, books.ClaimLock], _work, options.Patience, address, cancellation);
        var (receipt, result, applied, undone) = await OpenAsync(line, cancellation);
        if (receipt is not null || result.Status == WriteStatus.Moved)
        {
            return receipt ?? result;
        }

        if (result.Status == WriteStatus.Applied)
        {
            var action = script.Post is null ? Undo : Apply;
            await RunAsync(line, action, Steps(script.Sql, script.BeforeEach?.Sum(text => SqlServerBatches.Read(text.Sql).Sum(batch => batch.Count)) ?? 0, count), action == Apply ? applied : undone, cancellation);
        }
        else if (applied.Count > 0 && script.Intended)
        {
            await TakeBackAsync(line, applied, cancellation);
        }

        await CloseAsync(line, result, ran: result.Status == WriteStatus.Applied, cancellation);
        return result;
    }

    private async Task<(WriteResult? Receipt, WriteResult Result, IReadOnlyDictionary<int, SqlServerProgressRow> Applied, IReadOnlyDictionary<int, SqlServerProgressRow> Undone)> OpenAsync(
        SqlServerLine line, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        var found = await SqlServerFound.ReadAsync(session, books, _progress, claim, slice.Resource, script, cancellation);
        if (!Claims.Holds(found.Marker, claim))
        {
            throw new TargetException(Claims.Lost(found.Marker, claim));
        }

        var result = new WriteResult(script.ChangeId, ConditionalWrite.Decide(found.Live, script.Pre, script.Post, script.Intended), found.Live, claim.Number, options.Now());
        return (found.Receipt, result, await _progress.ReadAsync(session, Apply, cancellation), await _progress.ReadAsync(session, Undo, cancellation));
    }

    private IEnumerable<SqlServerStep> Steps(string sql, int before, int of)
    {
        var number = before;
        foreach (var batch in SqlServerBatches.Read(sql))
        {
            for (var time = 0; time < batch.Count; time++)
            {
                yield return new SqlServerStep(batch, script.Place, ++number, Math.Max(of, number));
            }
        }
    }

    private async Task RunAsync(SqlServerLine line, string action, IEnumerable<SqlServerStep> steps, IReadOnlyDictionary<int, SqlServerProgressRow> rows, CancellationToken cancellation)
    {
        // A repeatable script runs over whatever it left.
        if (script.Kind == ScriptKind.Repeatable && rows.Values.Any(row => row.Target != _target))
        {
            rows = new Dictionary<int, SqlServerProgressRow>();
        }

        if (action != TakeBack && script.BeforeEach is { Count: > 0 } before && !rows.ContainsKey(0))
        {
            await RunBeforeAsync(line, action, before, cancellation);
        }

        var ordinal = 0;
        foreach (var step in steps)
        {
            ordinal++;
            var hash = Digest.Of(step.Batch.Text);
            var row = rows.GetValueOrDefault(ordinal);
            if (row is { Done: true })
            {
                if (row.Hash != hash)
                {
                    throw Failed(TargetCodes.HalfRun, $"another batch ran here and stands: {(row.Statement is null ? "one that was too long to keep" : Shown(row.Statement))}", step);
                }

                continue;
            }

            if (row is { Done: false } && await StandsAsync(line, row, hash, step, cancellation))
            {
                await RecordAsync(line, action, ordinal, step, hash, done: true, cancellation);
                continue;
            }

            await RunAsync(line, action, ordinal, step, hash, cancellation);
        }

        if (rows.Values.FirstOrDefault(row => row.Done && row.Ordinal > ordinal) is { } more)
        {
            throw new TargetException(TargetCodes.HalfRun.Finding(
                $"{script.Place.File}: {ordinal} batches are in the script, and more of it ran and stand: {Shown(more.Statement ?? "...")}.", script.Place, address.ToString()));
        }
    }

    private async Task RunAsync(SqlServerLine line, string action, int ordinal, SqlServerStep step, Digest hash, CancellationToken cancellation)
    {
        var told = $"{what} batch {ordinal}";
        if (SqlServerScriptCheck.LoneIn(step.Batch) is null)
        {
            await using var session = await line.BeginAsync(cancellation);
            await new SqlServerScriptRunner(session, Watch(line), address, Stands(step)).RunAsync(step, cancellation);
            await SqlServerScripts.SettleAsync(session, _work, script, address, cancellation);
            await WriteAsync(session, action, ordinal, step.Batch.Text, hash, done: true, cancellation);
            await options.Observer.BeforeAsync(told, cancellation);
            await session.CommitAsync(cancellation);
            await options.Observer.AfterAsync(told, cancellation);
            return;
        }

        await RecordAsync(line, action, ordinal, step, hash, done: false, cancellation);
        await options.Observer.BeforeAsync(told, cancellation);
        var watch = Watch(line);
        try
        {
            await watch.RunAsync(() => line.RunAsync(step.Batch.Text, cancellation), cancellation);
        }
        catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && SqlServerScriptFailures.IsOfStatement(errors))
        {
            // The server answered: nothing of the batch goes on. An index that can be resumed is looked at when the script runs again.
            if (line.Connection.State == System.Data.ConnectionState.Open && errors[0].Number != SqlServerError.TimedOut)
            {
                await using var session = await line.BeginAsync(cancellation);
                await _progress.ForgetAsync(session, action, ordinal, cancellation);
                await session.CommitAsync(cancellation);
            }

            throw SqlServerScriptFailures.Of(errors, step, watch.Holders, Stands(step), address);
        }

        await options.Observer.AfterAsync(told, cancellation);
        await SqlServerSession.SetAsync(line.Connection, _work, cancellation);
        await RecordAsync(line, action, ordinal, step, hash, done: true, cancellation);
    }

    /// <summary>Whether a batch of which only the announcement is known did its work.</summary>
    /// <exception cref="TargetException">TGT036, TGT038: it stopped half way, or nobody can see.</exception>
    private async Task<bool> StandsAsync(SqlServerLine line, SqlServerProgressRow row, Digest hash, SqlServerStep step, CancellationToken cancellation)
    {
        var lone = SqlServerScriptCheck.LoneIn(new SqlServerBatch(row.Statement ?? "", 0, 1, 1, 1));
        if (lone is null || row.Hash != hash || lone.Kind == LoneStatementKind.AlterDatabase)
        {
            // An option that is set again is set.
            return false;
        }

        if (lone.Kind == LoneStatementKind.CreateIndex)
        {
            await using var session = await line.BeginAsync(cancellation);
            var state = await session.QueryAsync(SqlServerIndexes.StateSql, SqlServerIndexes.Read, cancellation, lone.Table, SqlServerIndexes.Plain(lone.Name!));
            return state is [{ Paused: true } paused] ? throw Failed(
                TargetCodes.InvalidIndex,
                $"the build of index {lone.Name} stopped at {paused.Percent:0} % and can be resumed",
                step,
                $"Run `ALTER INDEX {lone.Name} ON {lone.Table} RESUME`, or `... ABORT`, on the target, then the same command again.") : state.Count > 0;
        }

        throw Failed(TargetCodes.OutcomeUnknown, "the connection broke while this ran, and it may have come to its end", step);
    }

    private async Task RunBeforeAsync(SqlServerLine line, string action, IReadOnlyList<ScriptText> before, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        foreach (var text in before)
        {
            await new SqlServerScriptRunner(session, Watch(line), address).RunAsync(text.Sql, text.Place, cancellation);
        }

        await SqlServerScripts.SettleAsync(session, _work, script, address, cancellation);
        await WriteAsync(session, action, 0, "", Digest.Of(string.Concat(before.Select(text => text.Sql))), done: true, cancellation);
        await session.CommitAsync(cancellation);
    }

    /// <summary>Takes back the batches that stand of a script that never came to its end.</summary>
    private async Task TakeBackAsync(SqlServerLine line, IReadOnlyDictionary<int, SqlServerProgressRow> applied, CancellationToken cancellation)
    {
        IReadOnlyDictionary<int, SqlServerProgressRow> undone;
        await using (var session = await line.BeginAsync(cancellation))
        {
            undone = await _progress.ReadAsync(session, TakeBack, cancellation);
        }

        var standing = new List<string?>();
        foreach (var row in applied.Values.Where(row => row.Ordinal > 0).OrderBy(row => row.Ordinal))
        {
            var text = row.Statement ?? "";
            if (row.Done || await StandsAsync(line, row, row.Hash, new SqlServerStep(new SqlServerBatch(text, 0, 1, 1, 1), script.Place, row.Ordinal, count), cancellation))
            {
                standing.Add(row.Statement);
            }
        }

        // Derived from what stands; a written undo takes back the whole script, as far as it can.
        var derived = standing.Contains(null) ? null
            : ScriptAnalysis.Of(string.Concat(standing.Select(text => text + "\nGO\n")), ScriptKind.Versioned, SqlDialect.TransactSql, script.Place.File).Undo;
        await RunAsync(line, TakeBack, standing.Count == 0 ? [] : Steps(derived ?? script.Sql, 0, 0), undone, cancellation);
    }

    /// <summary>The last transaction: what runs behind the script, its history row and receipt, and nothing is half-run any more.</summary>
    private async Task CloseAsync(SqlServerLine line, WriteResult result, bool ran, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        foreach (var text in ran ? script.AfterEach ?? [] : [])
        {
            await new SqlServerScriptRunner(session, Watch(line), address, "all of its batches stand.").RunAsync(text.Sql, text.Place, cancellation);
        }

        await SqlServerScripts.SettleAsync(session, _work, script, address, cancellation);
        if (ran && script.Directives?.Verify is { } verify)
        {
            await SqlServerVerify.RequireAsync(session, verify, script.Place, "all of its batches stand.", address, cancellation);
        }

        if (ran && !await SqlServerHistory.AppendAsync(session, books, slice.Resource, script, claim, result.At, cancellation))
        {
            throw SqlServerScripts.ChangedBooks(script, definition, address);
        }

        await SqlServerReceipts.AddAsync(session, books, claim.Run, [(script.Pre, script.Post, result)], cancellation);
        await _progress.ForgetAsync(session, cancellation);
        await options.Observer.BeforeAsync(what, cancellation);
        await session.CommitAsync(cancellation);
        await options.Observer.AfterAsync(what, cancellation);
    }

    private async Task RecordAsync(SqlServerLine line, string action, int ordinal, SqlServerStep step, Digest hash, bool done, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        await WriteAsync(session, action, ordinal, step.Batch.Text, hash, done, cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task WriteAsync(SqlServerSession session, string action, int ordinal, string text, Digest hash, bool done, CancellationToken cancellation)
    {
        if (!await _progress.WriteAsync(session, action, ordinal, _target, hash, text, done, options.Now(), cancellation))
        {
            throw SqlServerScripts.ChangedBooks(script, definition, address);
        }
    }

    private SqlServerLockWatch Watch(SqlServerLine line) => new(place, line.Connection.ServerProcessId, _work.LockTimeout);

    private TargetException Failed(FailureCode code, string words, SqlServerStep step, string? remedy = null)
    {
        var statement = SqlServerStatements.At(step.Batch, 1);
        return new TargetException(code.Finding(
            $"{step.File.File}, line {statement.Line}: {words}: {SqlText.Shown(statement)}. Batch {step.Number} of {step.Of}; {Stands(step)}",
            step.File with { Line = statement.Line, Column = statement.Column },
            address.ToString(),
            remedy));
    }

    private static string Stands(SqlServerStep step) => step.Number switch
    {
        1 => "nothing of the script stands.",
        2 => "the one before it stands, and the script goes on behind it when it runs again.",
        var number => $"the {number - 1} before it stand, and the script goes on behind them when it runs again.",
    };

    private static string Shown(string text) => SqlText.Shown(new SqlStatement(text, 0, 1, 1));
}
