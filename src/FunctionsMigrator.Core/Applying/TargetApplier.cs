using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>
/// Writes a target's plan, batch by batch. For each batch: intents are stored, the batch is written under the claim, receipts are stored. A batch with receipts is
/// never written again; a batch with intents but without receipts is written again, and what is already there counts as recovered. Where the target takes several batches of one
/// collection at once, several are under way; whatever ends the work, those that were begun are waited for.
/// </summary>
public sealed class TargetApplier(IDesiredState desired)
{
    /// <summary>Applies the lines from <paramref name="first"/> to <paramref name="last"/>. Before-images must stand.</summary>
    public async Task<Outcome<WriteProgress>> ApplyAsync(
        TargetWork work, IAsyncEnumerable<Change> lines, int first, int last, StopSignals stop, CancellationToken cancellation)
    {
        var claimed = await work.Target.ClaimAsync(work.Owner, cancellation);
        if (!claimed.TryGet(out var claim))
        {
            return claimed.As<WriteProgress>();
        }

        await using var contents = new DesiredContents(work, desired, cancellation);
        var batches = new BatchesUnderWay(work.Target.WritesAtOnce);
        try
        {
            return await WriteAllAsync(work, claim, PlanBatches.CutAsync(work.Plan, lines, first, last, cancellation), last, contents, batches, stop, cancellation);
        }
        finally
        {
            await batches.SettleAsync();
        }
    }

    private static async Task<Outcome<WriteProgress>> WriteAllAsync(
        TargetWork work, Claim claim, IAsyncEnumerable<PlanBatch> cut, int last, DesiredContents contents, BatchesUnderWay batches, StopSignals stop, CancellationToken cancellation)
    {
        var written = 0;
        await foreach (var batch in cut.WithCancellation(cancellation))
        {
            if (await work.Journal.ReadReceiptsAsync(batch.First, Direction.Apply, cancellation) is { } done)
            {
                written += done.Count;
                continue;
            }

            if (await stop.Interrupted(cancellation))
            {
                return await EndAsync(WriteEnd.Interrupted, batch.First);
            }

            if (written > 0 && stop.TimeIsUp())
            {
                return await EndAsync(WriteEnd.Progress, batch.First);
            }

            // Sections have an order, which those who depend on each other rely on; the batches of one section have none.
            if (await batches.EnterAsync(batch.Section) is { } before)
            {
                return before.As<WriteProgress>();
            }

            written += batch.Changes.Count;
            var writes = batch.Section.Kind is ResourceKind.SqlMigrations ? [] : await WritesAsync(work, batch, contents);
            if (await batches.AddAsync(WriteAsync(work, claim, batch, writes, contents, cancellation)) is { } failed)
            {
                return failed.As<WriteProgress>();
            }
        }

        return await EndAsync(WriteEnd.Done, last + 1);

        async Task<Outcome<WriteProgress>> EndAsync(WriteEnd end, int cursor) =>
            await batches.EndAsync() is { } failed ? failed.As<WriteProgress>() : Outcome.Of(new WriteProgress(end, cursor, written, []));
    }

    private static async Task<Outcome<IReadOnlyList<Receipt>>> WriteAsync(
        TargetWork work, Claim claim, PlanBatch batch, List<ItemWrite> writes, DesiredContents contents, CancellationToken cancellation)
    {
        var slice = work.Slice(batch.Section.Resource);
        var intents = batch.Changes
            .Select(change => new Intent(change.Id, change.Resource, change.Kind, change.Item, change.Pre, change.Post, change.Reversal, claim.Number, change.Place))
            .ToList();
        var intended = !await work.Journal.TryIntendAsync(batch.First, intents, cancellation);
        var results = batch.Section.Kind is ResourceKind.SqlMigrations
            ? await RunAsync(work, claim, slice, batch, contents, intended, cancellation)
            : await work.Target.WriteAsync(claim, slice, intended ? writes.ConvertAll(write => write with { Intended = true }) : writes, cancellation);
        if (!results.TryGet(out var written))
        {
            return results.As<IReadOnlyList<Receipt>>();
        }

        var receipts = batch.Changes
            .Zip(written, (change, result) => new Receipt(change.Id, change.Item, result.Status, change.Pre, change.Post, result.Fence, result.At))
            .ToList();
        await work.Journal.SaveReceiptsAsync(batch.First, Direction.Apply, receipts, cancellation);
        return receipts.Find(receipt => receipt.Status is WriteStatus.Moved) is { } moved
            ? TargetCodes.Moved.Fail<IReadOnlyList<Receipt>>(
                $"{moved.Item} is no longer what the plan was made from.", target: work.Target.Binding.Address.ToString())
            : Outcome.Of<IReadOnlyList<Receipt>>(receipts);
    }

    private static async Task<List<ItemWrite>> WritesAsync(TargetWork work, PlanBatch batch, DesiredContents contents)
    {
        var slice = work.Slice(batch.Section.Resource);
        var writes = new List<ItemWrite>(batch.Changes.Count);
        foreach (var change in batch.Changes)
        {
            var item = await contents.FindAsync(slice, change);
            writes.Add(new ItemWrite($"apply-{change.Id}", change.Item.Key, change.Pre, change.Post, item?.Content, Intended: false, item?.Place));
        }

        return writes;
    }

    private static async Task<Outcome<IReadOnlyList<WriteResult>>> RunAsync(
        TargetWork work, Claim claim, ResourceSlice slice, PlanBatch batch, DesiredContents contents, bool intended, CancellationToken cancellation)
    {
        var change = batch.Changes[0];
        var script = await contents.FindScriptAsync(slice, change.Item.Key);
        var isFirst = batch.First == batch.Section.First;
        var isLast = batch.First == batch.Section.First + batch.Section.Count - 1;
        var write = new ScriptWrite(
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
        var kept = await KeepFormersAsync(work, batch.First, change, script, cancellation);
        if (!kept.Succeeded)
        {
            return kept.As<IReadOnlyList<WriteResult>>();
        }

        var result = await work.Target.RunScriptAsync(claim, slice, write, cancellation);
        if (result.Findings.Any(finding => finding.Code == TargetCodes.ScriptFailed.Code))
        {
            // The failure is told whether or not the history can still be written.
            await work.Target.RecordAsync(
                claim, slice.Resource, [new HistoryEntry(script.Key, script.Kind, HistoryAction.Failure, change.Pre, null, write.ChangeId)], cancellation);
        }

        if (result is { Succeeded: true, Value.Measure: { } measure })
        {
            work.Measured?.Invoke(measure);
        }

        return result.TryGet(out var done) ? Outcome.Of<IReadOnlyList<WriteResult>>([done]) : result.As<IReadOnlyList<WriteResult>>();
    }

    // Before the script runs, and once: an execution that comes after a crash would find what the script made.
    private static async Task<Outcome<bool>> KeepFormersAsync(TargetWork work, int batch, Change change, SqlScript script, CancellationToken cancellation)
    {
        var formers = change.Reversal.Kind is ReversalKind.DerivedUndo ? script.Undo.Formers : [];
        if (formers.Count == 0 || await work.Journal.ReadFormersAsync(batch, cancellation) is not null)
        {
            return Outcome.Of(true);
        }

        var stood = await work.Target.ReadFormersAsync(formers, cancellation);
        if (!stood.TryGet(out var texts))
        {
            return stood.As<bool>();
        }

        await work.Journal.SaveFormersAsync(batch, texts, cancellation);
        return Outcome.Of(true);
    }
}
