using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>
/// Runs the scripts of a batch, each in a transaction of its own; consecutive ones that only make new things share one, since nobody waits for what they lock. Where such a
/// transaction fails nothing of it is kept, and its scripts run one by one, so that those before the one that fails stand and the failure names it.
/// </summary>
internal sealed class ScriptBatch(TargetWork work, Claim claim, PlanBatch batch, DesiredContents contents, StopSignals stop)
{
    // What is sent in one transaction stays short enough to be stopped behind it.
    private const int MostCharacters = 256 << 10;

    private readonly ResourceSlice _slice = work.Slice(batch.Section.Resource);

    /// <summary>Runs what the batch has left behind the first <paramref name="done"/>, at least one script of it; answers the receipts of those that ran.</summary>
    public async Task<Outcome<IReadOnlyList<Receipt>>> RunAsync(int done, CancellationToken cancellation)
    {
        var intended = await batch.IsIntendedAsync(work.Journal, claim, cancellation);
        var ran = new List<WriteResult>();
        var alone = done;
        while (done + ran.Count < batch.Changes.Count)
        {
            var timeIsUp = stop.TimeIsUp();
            if (ran.Count > 0 && (timeIsUp || await stop.Interrupted(cancellation)))
            {
                break;
            }

            var next = done + ran.Count;
            var group = timeIsUp || next < alone ? [] : await GroupAsync(next, intended);
            if (group.Count > 1)
            {
                var together = await work.Target.RunTogetherAsync(claim, _slice, group, cancellation);
                if (!together.TryGet(out var results))
                {
                    return await KeptAsync(done, ran, together.As<IReadOnlyList<Receipt>>(), cancellation);
                }

                ran.AddRange(results ?? []);
                alone = results is null ? next + group.Count : alone;
                continue;
            }

            var result = await RunAsync(batch.Changes[next], intended, cancellation);
            if (!result.TryGet(out var script))
            {
                return await KeptAsync(done, ran, result.As<IReadOnlyList<Receipt>>(), cancellation);
            }

            ran.Add(script);
            if (script.Status is WriteStatus.Moved)
            {
                break;
            }
        }

        return await batch.SaveAsync(work, done, ran, cancellation);
    }

    // What ran before a failure stands, with its receipts.
    private async Task<Outcome<IReadOnlyList<Receipt>>> KeptAsync(int done, List<WriteResult> ran, Outcome<IReadOnlyList<Receipt>> failure, CancellationToken cancellation)
    {
        await batch.SaveAsync(work, done, ran, cancellation);
        return failure;
    }

    // Scripts that were begun before are asked for one by one: what became of each is not known.
    private async Task<IReadOnlyList<ScriptWrite>> GroupAsync(int first, bool intended)
    {
        var group = new List<ScriptWrite>();
        if (intended)
        {
            return group;
        }

        var fresh = new NewThings(SqlDialects.Of(work.Target.Binding.Type));
        var characters = 0;
        foreach (var change in batch.Changes.Skip(first))
        {
            var script = await contents.FindScriptAsync(_slice, change.Item.Key);
            var write = Write(change, script, intended);
            characters += script.Sql.Length;
            if (characters > MostCharacters || !IsPlain(script, write) || !fresh.TryAdd(script.Sql))
            {
                break;
            }

            group.Add(write);
        }

        return group;
    }

    private static bool IsPlain(SqlScript script, ScriptWrite write) =>
        write is { Kind: ScriptKind.Versioned, Pre: null, Measure: false, BeforeEach: null or [], AfterEach: null or [] }
        && (write.Directives is null || write.Directives == ScriptDirectives.None)
        && script.Undo.Formers.Count == 0;

    private ScriptWrite Write(Change change, SqlScript script, bool intended)
    {
        var section = batch.Section;
        var isFirst = change.Line == section.First;
        var isLast = change.Line == section.First + section.Count - 1;
        return new ScriptWrite(
            $"apply-{change.Id}",
            script.Key,
            script.Kind,
            script.Sql,
            change.Pre,
            change.Post,
            script.Place,
            intended,
            script.Directives,
            isFirst ? [.. contents.Scripts.BeforeMigrate, .. script.BeforeEach] : script.BeforeEach,
            isLast ? [.. script.AfterEach, .. contents.Scripts.AfterMigrate] : script.AfterEach)
        {
            // What only makes new things keeps nobody waiting, and there may be thousands.
            Measure = work.Measured is not null && (script.Facts.LosesData || !script.Facts.Touches.All(script.Facts.Creates.Contains)),
        };
    }

    private async Task<Outcome<WriteResult>> RunAsync(Change change, bool intended, CancellationToken cancellation)
    {
        var script = await contents.FindScriptAsync(_slice, change.Item.Key);
        var write = Write(change, script, intended);
        var kept = await KeepFormersAsync(change, script, cancellation);
        if (!kept.Succeeded)
        {
            return kept.As<WriteResult>();
        }

        var result = await work.Target.RunScriptAsync(claim, _slice, write, cancellation);
        if (result.Findings.Any(finding => finding.Code == TargetCodes.ScriptFailed.Code))
        {
            // The failure is told whether or not the history can still be written.
            await work.Target.RecordAsync(
                claim, _slice.Resource, [new HistoryEntry(script.Key, script.Kind, HistoryAction.Failure, change.Pre, null, write.ChangeId)], cancellation);
        }

        if (result is { Succeeded: true, Value.Measure: { } measure })
        {
            work.Measured?.Invoke(measure);
        }

        return result;
    }

    // Before the script runs, and once: an execution that comes after a crash would find what the script made.
    private async Task<Outcome<bool>> KeepFormersAsync(Change change, SqlScript script, CancellationToken cancellation)
    {
        var formers = change.Reversal.Kind is ReversalKind.DerivedUndo ? script.Undo.Formers : [];
        if (formers.Count == 0 || await work.Journal.ReadFormersAsync(change.Line, cancellation) is not null)
        {
            return Outcome.Of(true);
        }

        var stood = await work.Target.ReadFormersAsync(formers, cancellation);
        if (!stood.TryGet(out var texts))
        {
            return stood.As<bool>();
        }

        await work.Journal.SaveFormersAsync(change.Line, texts, cancellation);
        return Outcome.Of(true);
    }
}
