using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Runs scripts under a claim, with their history rows and receipts.</summary>
internal sealed class SqliteScripts(SqliteWriter writer, TargetAddress address, LocalTargetOptions options, SqliteGaps? gaps)
{
    /// <summary>What in a script and its callbacks cannot run here.</summary>
    public IReadOnlyList<Finding> Check(ScriptWrite script) => Texts(script).SelectMany(text => ScriptRunner.Check(text.Sql, text.Place, address)).ToList() is { Count: > 0 } findings ? findings
        : script.Directives is { Transaction: false } ? [TargetCodes.StatementRefused.Finding(
            $"{script.Place.File}: transaction=off: on SQLite every script runs in one transaction.", script.Place, address.ToString(), "Remove the directive: no statement that scripts for SQLite may hold needs it.")]
        : [];

    /// <summary>Runs one that <see cref="Check"/> found nothing in, in a transaction of its own.</summary>
    public Task<WriteResult> RunAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation)
    {
        var texts = Texts(script);
        var drops = texts.Any(text => ScriptRunner.DropsTable(text.Sql));
        return writer.TransactAsync(
            claim,
            $"target write {address} {slice.Collection} {script.Key}",
            drops ? SqliteForeignKeys.Off : SqliteForeignKeys.On,
            session => Run(session, claim, slice, script, texts, drops, cancellation),
            cancellation,
            script.Directives?.LockTimeout);
    }

    /// <summary>Runs several in one transaction; null, and nothing of it stands, where one of them failed or was begun before.</summary>
    public async Task<IReadOnlyList<WriteResult>?> TryRunAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation)
    {
        if (scripts.Any(script => Check(script).Count > 0 || ScriptRunner.DropsTable(script.Sql)))
        {
            return null;
        }

        try
        {
            return await writer.TransactAsync<IReadOnlyList<WriteResult>?>(
                claim,
                $"target write {address} {slice.Collection} {scripts[0].Key} to {scripts[^1].Key}",
                SqliteForeignKeys.On,
                session =>
                {
                    var results = new List<WriteResult>(scripts.Count);
                    foreach (var script in scripts)
                    {
                        var (result, written) = Run(session, claim, slice, script, Texts(script), drops: false, cancellation);
                        if (!written || result.Status is not WriteStatus.Applied)
                        {
                            return (null, false);
                        }

                        results.Add(result);
                    }

                    return (results, true);
                },
                cancellation);
        }
        catch (TargetException failed) when (failed.Finding.Code == TargetCodes.ScriptFailed.Code || failed.Finding.Code == TargetCodes.Refused.Code)
        {
            return null;
        }
    }

    private static IReadOnlyList<ScriptText> Texts(ScriptWrite script) => [.. script.BeforeEach ?? [], new ScriptText(script.Sql, script.Place), .. script.AfterEach ?? []];

    private (WriteResult Result, bool Written) Run(
        SqliteSession session, Claim claim, ResourceSlice slice, ScriptWrite script, IReadOnlyList<ScriptText> texts, bool drops, CancellationToken cancellation)
    {
        if (SqliteReceipts.Find(session, claim.Run, script.ChangeId, script.Pre, script.Post) is { } receipt)
        {
            return (receipt, false);
        }

        var live = SqliteHistory.Find(session, slice.Resource, script.Key);
        var result = writer.Decide(claim, script.ChangeId, live, script.Pre, script.Post, script.Intended);
        if (result.Status == WriteStatus.Applied)
        {
            var before = drops ? ForeignKeyCheck.Violations(session, gaps) : null;
            var meter = script.Measure ? new ScriptMeter() : null;
            var runner = new ScriptRunner(session, address, script.Directives?.Timeout, options.Time, meter);
            foreach (var text in texts)
            {
                runner.Run(text.Sql, text.Place, cancellation);
            }

            runner.Verify(script, cancellation);
            if (drops && ForeignKeyCheck.Worse(before, ForeignKeyCheck.Violations(session, gaps)) is { } worse)
            {
                throw new TargetException(TargetCodes.ScriptFailed.Finding($"{script.Place.File}: after the script {worse}.", script.Place, address.ToString()));
            }

            SqliteHistory.Append(session, slice.Resource, script, claim, result.At);
            result = result with { Measure = meter?.Measure(script.Key, [], []) };
        }

        if (result.Status != WriteStatus.Moved)
        {
            SqliteReceipts.Add(session, claim.Run, script.Pre, script.Post, result);
        }

        return (result, result.Status != WriteStatus.Moved);
    }
}
