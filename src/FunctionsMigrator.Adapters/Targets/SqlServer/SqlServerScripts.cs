using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Runs scripts under a claim, each with its history row and receipt.</summary>
internal sealed class SqlServerScripts(SqlServerPlace place, SqlServerBookkeeping books, SqlServerDefinition definition, SqlServerOptions options, TargetAddress address)
{
    /// <summary>The query that tells what a script made of its session: how many transactions are open, and whether this one can be committed.</summary>
    public const string StateSql = "SELECT CONVERT(int, @@TRANCOUNT), CONVERT(int, XACT_STATE());";

    /// <summary>Runs one, in a transaction where it can.</summary>
    public async Task<WriteResult> RunAsync(Claim claim, ResourceSlice slice, ScriptWrite script, SqlServerScriptCheck check, CancellationToken cancellation)
    {
        var what = $"target write {address} {slice.Collection} {script.Key}";
        return !check.Lone && script.Directives is not { Transaction: false } && await TransactAsync(claim, slice, script, check, what, cancellation) is { } result
            ? result
            : await new SqlServerLoneRun(place, books, definition, options, address, claim, slice, script, check.Batches, what).RunAsync(cancellation);
    }

    /// <summary>How long batches of a script run, and wait for locks.</summary>
    public static SqlServerWork Work(SqlServerDefinition definition, ScriptWrite script) =>
        new(ReadOnly: false, script.Directives?.LockTimeout ?? definition.LockTimeout, script.Directives?.Timeout ?? definition.StatementTimeout);

    /// <summary>Sets the session as it was before the script, so that nothing the script set changes what the bookkeeping writes.</summary>
    /// <exception cref="TargetException">TGT035: the script left transactions of its own, or none.</exception>
    public static async Task SettleAsync(SqlServerSession session, SqlServerWork work, ScriptWrite script, TargetAddress address, CancellationToken cancellation)
    {
        await session.RunAsync(SqlServerSession.Settings(work), cancellation);
        var (open, state) = (await session.QueryAsync(StateSql, row => (row.GetInt32(0), row.GetInt32(1)), cancellation))[0];
        if (open != 1 || state != 1)
        {
            throw new TargetException(TargetCodes.StatementRefused.Finding(
                $"{script.Place.File}: the script left {open} open transactions where its own was expected; nothing of it was kept.", script.Place, address.ToString()));
        }
    }

    /// <summary>The script wrote where only the product does.</summary>
    public static TargetException ChangedBooks(ScriptWrite script, SqlServerDefinition definition, TargetAddress address) => new(TargetCodes.ScriptFailed.Finding(
        $"{script.Place.File}: the script changed the migrator's own tables in schema {definition.Bookkeeping}; nothing of it was kept.", script.Place, address.ToString()));

    /// <summary>Runs one in one transaction; null where batches of it stand that a broken run left, which is no case for one.</summary>
    private async Task<WriteResult?> TransactAsync(Claim claim, ResourceSlice slice, ScriptWrite script, SqlServerScriptCheck check, string what, CancellationToken cancellation)
    {
        var work = Work(definition, script);
        await using var line = await SqlServerLine.OpenAsync(place, [SqlServerBookkeeping.ScriptsLock], work, options.Patience, address, cancellation);
        await using var session = await line.BeginAsync(cancellation);

        // A claim that is being made is waited for as other writers are.
        await session.SetLockTimeoutAsync(options.Patience, cancellation);
        var found = await SqlServerFound.ReadAsync(session, books, new SqlServerProgress(books, slice.Resource, script.Key, claim), claim, slice.Resource, script, cancellation);
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

        if (result.Status == WriteStatus.Applied)
        {
            result = await RunAsync(session, claim, slice, script, check, work, result, cancellation);
        }

        await SqlServerReceipts.AddAsync(session, books, claim.Run, [(script.Pre, script.Post, result)], cancellation);
        await options.Observer.BeforeAsync(what, cancellation);
        await session.CommitAsync(cancellation);
        await options.Observer.AfterAsync(what, cancellation);
        return result;
    }

    private async Task<WriteResult> RunAsync(
        SqlServerSession session, Claim claim, ResourceSlice slice, ScriptWrite script, SqlServerScriptCheck check, SqlServerWork work, WriteResult result, CancellationToken cancellation)
    {
        await session.SetLockTimeoutAsync(work.LockTimeout, cancellation);
        var meter = script.Measure ? new ScriptMeter() : null;
        var watch = new SqlServerLockWatch(place, session.Connection.ServerProcessId, work.LockTimeout);
        await new SqlServerScriptRunner(session, watch, address, SqlServerScriptRunner.Kept, meter).RunAsync(script, check.Batches, cancellation);
        await SettleAsync(session, work, script, address, cancellation);
        if (script.Directives?.Verify is { } verify)
        {
            await SqlServerVerify.RequireAsync(session, verify, script.Place, SqlServerScriptRunner.Kept, address, cancellation);
        }

        if (!await SqlServerHistory.AppendAsync(session, books, slice.Resource, script, claim, result.At, cancellation))
        {
            throw ChangedBooks(script, definition, address);
        }

        // Which locks are held and which tables are written anew, only rights of the whole server would tell.
        return meter is null ? result : result with { Measure = meter.Measure(script.Key, [], []) };
    }
}
