using FunctionsMigrator.Adapters.Lint;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Runs scripts under a claim, each with its history row and receipt.</summary>
internal sealed class PostgresScripts(PostgresPlace place, PostgresBookkeeping books, PostgresDefinition definition, PostgresOptions options, TargetAddress address)
{
    /// <summary>Runs one, in a transaction where it can.</summary>
    public async Task<WriteResult> RunAsync(Claim claim, ResourceSlice slice, ScriptWrite script, PostgresScriptCheck check, CancellationToken cancellation)
    {
        var what = $"target write {address} {slice.Collection} {script.Key}";
        return !check.Lone && script.Directives is not { Transaction: false } && await TransactAsync(claim, slice, script, check, what, cancellation) is { } result
            ? result
            : await new PostgresLoneRun(place, books, definition, options, address, claim, slice, script, check.Statements, what).RunAsync(cancellation);
    }

    /// <summary>How long statements of a script run, and wait for locks.</summary>
    public static PostgresWork Work(PostgresDefinition definition, ScriptWrite script) => new(
        PostgresTarget.SearchPath(definition), ReadOnly: false, script.Directives?.LockTimeout ?? definition.LockTimeout, script.Directives?.Timeout ?? definition.StatementTimeout);

    /// <summary>Runs one in one transaction; null where statements of it stand that a broken run left, which is no case for one.</summary>
    private async Task<WriteResult?> TransactAsync(Claim claim, ResourceSlice slice, ScriptWrite script, PostgresScriptCheck check, string what, CancellationToken cancellation)
    {
        var work = Work(definition, script);
        var turn = new PostgresTurn(place, books, options.Patience, address);
        while (true)
        {
            await using var session = await PostgresSession.BeginScriptAsync(place, cancellation);
            NpgsqlBatchCommand[] first = [PostgresSession.SettingsOf(work with { LockTimeout = options.Patience, StatementTimeout = definition.StatementTimeout }, local: true), PostgresBookkeeping.TryLockScripts()];
            var found = await PostgresOpening.ReadAsync(session, books, first, claim, slice.Resource, script, cancellation);
            if (!found.Locked)
            {
                await session.DisposeAsync();
                await turn.WaitAsync(cancellation);
                continue;
            }

            if (!Claims.Holds(found.Marker, claim))
            {
                throw new TargetException(Claims.Lost(found.Marker, claim));
            }

            if (found.Receipt is { } receipt)
            {
                return receipt;
            }

            if (found.HalfRun)
            {
                return null;
            }

            var result = new WriteResult(script.ChangeId, ConditionalWrite.Decide(found.Live, script.Pre, script.Post, script.Intended), found.Live, claim.Number, options.Now());
            if (result.Status == WriteStatus.Moved)
            {
                return result;
            }

            result = await WriteAsync(session, claim, slice, script, check, work, result, cancellation);
            await options.Observer.BeforeAsync(what, cancellation);
            await CommitAsync(session, script, address, cancellation);
            await options.Observer.AfterAsync(what, cancellation);
            return result;
        }
    }

    private async Task<WriteResult> WriteAsync(
        PostgresSession session, Claim claim, ResourceSlice slice, ScriptWrite script, PostgresScriptCheck check, PostgresWork work, WriteResult result, CancellationToken cancellation)
    {
        var receipt = PostgresReceipts.Add(books, claim.Run, script.Pre, script.Post, result);
        if (result.Status != WriteStatus.Applied)
        {
            await using var batch = session.Batch();
            batch.BatchCommands.Add(receipt);
            await batch.ExecuteNonQueryAsync(cancellation);
            return result;
        }

        var append = PostgresHistory.Append(books, slice.Resource, script, claim, result.At);
        var watch = new PostgresLockWatch(place, session.Connection.ProcessID, work.LockTimeout);
        var meter = script.Measure ? new ScriptMeter() : null;
        var tables = script.Measure ? await PostgresTables.ReadAsync(session, definition.Bookkeeping, cancellation) : null;
        await new PostgresScriptRunner(session, watch, address, meter).RunAsync(script, check.Statements, [PostgresSession.Limits(work)], [append, receipt], cancellation);
        if (append.RecordsAffected != 1)
        {
            throw ChangedBooks(script, definition, address);
        }

        if (meter is null || tables is null)
        {
            return result;
        }

        var (locks, rewritten) = await tables.CompareAsync(session, cancellation);
        return result with { Measure = meter.Measure(script.Key, locks, rewritten) };
    }

    /// <summary>The script wrote where only the product does.</summary>
    public static TargetException ChangedBooks(ScriptWrite script, PostgresDefinition definition, TargetAddress address) => new(TargetCodes.ScriptFailed.Finding(
        $"{script.Place.File}: the script changed the migrator's own tables in schema {definition.Bookkeeping}; nothing of it was kept.", script.Place, address.ToString()));

    /// <summary>Commits; what the server refuses only now is the script's fault.</summary>
    public static async Task CommitAsync(PostgresSession session, ScriptWrite script, TargetAddress address, CancellationToken cancellation)
    {
        try
        {
            await session.CommitAsync(cancellation);
        }
        catch (PostgresException exception) when (PostgresFailures.IsRefusal(exception))
        {
            throw new TargetException(TargetCodes.ScriptFailed.Finding(
                $"{script.Place.File}: at the end of its transaction: {PostgresFailures.Words(exception)}; nothing of it was kept.", script.Place, address.ToString()));
        }
    }
}
