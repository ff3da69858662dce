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
            return await WriteAllAsync(work, claim, PlanBatches.CutAsync(work.Plan, lines, first, last, cancellation), first, last, contents, batches, stop, cancellation);
        }
        finally
        {
            await batches.SettleAsync();
        }
    }

    private static async Task<Outcome<WriteProgress>> WriteAllAsync(
        TargetWork work, Claim claim, IAsyncEnumerable<PlanBatch> cut, int first, int last, DesiredContents contents, BatchesUnderWay batches, StopSignals stop, CancellationToken cancellation)
    {
        var (written, wrote) = (0, false);
        await foreach (var batch in cut.WithCancellation(cancellation))
        {
            var done = (await BatchRecord.ReceiptsAsync(work.Journal, Direction.Apply, batch.First, batch.Lines, cancellation)).Count;
            written += batch.Lines.Take(done).Count(line => line >= first);
            while (done < batch.Changes.Count)
            {
                if (await stop.Interrupted(cancellation))
                {
                    return await EndAsync(WriteEnd.Interrupted, batch.Lines[done]);
                }

                if (wrote && stop.TimeIsUp())
                {
                    return await EndAsync(WriteEnd.Progress, batch.Lines[done]);
                }

                // Sections have an order, which those who depend on each other rely on; the batches of one section have none.
                if (await batches.EnterAsync(batch.Section) is { } before)
                {
                    return before.As<WriteProgress>();
                }

                wrote = true;
                if (batch.Section.Kind is ResourceKind.SqlMigrations)
                {
                    var ran = await RunAsync(work, claim, batch, done, contents, stop, cancellation);
                    if (!ran.TryGet(out var receipts))
                    {
                        return ran.As<WriteProgress>();
                    }

                    (written, done) = (written + receipts.Count, done + receipts.Count);
                    continue;
                }

                (written, done) = (written + batch.Changes.Count, batch.Changes.Count);
                if (await batches.AddAsync(WriteAsync(work, claim, batch, await WritesAsync(work, batch, contents), cancellation)) is { } failed)
                {
                    return failed.As<WriteProgress>();
                }
            }
        }

        return await EndAsync(WriteEnd.Done, last + 1);

        async Task<Outcome<WriteProgress>> EndAsync(WriteEnd end, int cursor) =>
            await batches.EndAsync() is { } failed ? failed.As<WriteProgress>() : Outcome.Of(new WriteProgress(end, cursor, written, []));
    }

    private static async Task<Outcome<IReadOnlyList<Receipt>>> WriteAsync(TargetWork work, Claim claim, PlanBatch batch, List<ItemWrite> writes, CancellationToken cancellation)
    {
        var intended = await IsIntendedAsync(work, claim, batch, cancellation);
        var results = await work.Target.WriteAsync(
            claim, work.Slice(batch.Section.Resource), intended ? writes.ConvertAll(write => write with { Intended = true }) : writes, cancellation);
        return results.TryGet(out var written) ? await SaveAsync(work, batch, 0, written, cancellation) : results.As<IReadOnlyList<Receipt>>();
    }

    // Runs what the batch has left, at least one script of it.
    private static async Task<Outcome<IReadOnlyList<Receipt>>> RunAsync(
        TargetWork work, Claim claim, PlanBatch batch, int done, DesiredContents contents, StopSignals stop, CancellationToken cancellation)
    {
        var slice = work.Slice(batch.Section.Resource);
        var intended = await IsIntendedAsync(work, claim, batch, cancellation);
        var ran = new List<WriteResult>();
        foreach (var change in batch.Changes.Skip(done))
        {
            if (ran.Count > 0 && (stop.TimeIsUp() || await stop.Interrupted(cancellation)))
            {
                break;
            }

            var result = await RunAsync(work, claim, slice, batch.Section, change, contents, intended, cancellation);
            if (!result.TryGet(out var script))
            {
                // What ran before it stands, with its receipts.
                await SaveAsync(work, batch, done, ran, cancellation);
                return result.As<IReadOnlyList<Receipt>>();
            }

            ran.Add(script);
            if (script.Status is WriteStatus.Moved)
            {
                break;
            }
        }

        return await SaveAsync(work, batch, done, ran, cancellation);
    }

    // Stores that the batch is about to be written; true when that stood already.
    private static async Task<bool> IsIntendedAsync(TargetWork work, Claim claim, PlanBatch batch, CancellationToken cancellation) => !await work.Journal.TryIntendAsync(
        batch.First,
        [.. batch.Changes.Select(change => new Intent(change.Id, change.Resource, change.Kind, change.Item, change.Pre, change.Post, change.Reversal, claim.Number, change.Place))],
        cancellation);

    private static async Task<Outcome<IReadOnlyList<Receipt>>> SaveAsync(
        TargetWork work, PlanBatch batch, int done, IReadOnlyList<WriteResult> results, CancellationToken cancellation)
    {
        var receipts = batch.Changes
            .Skip(done)
            .Zip(results, (change, result) => new Receipt(change.Id, change.Item, result.Status, change.Pre, change.Post, result.Fence, result.At))
            .ToList();
        if (receipts.Count > 0)
        {
            await work.Journal.SaveReceiptsAsync(BatchRecord.Piece(batch.First, batch.Lines, done), Direction.Apply, receipts, cancellation);
        }

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

    private static async Task<Outcome<WriteResult>> RunAsync(
        TargetWork work, Claim claim, ResourceSlice slice, PlanSection section, Change change, DesiredContents contents, bool intended, CancellationToken cancellation)
    {
        var script = await contents.FindScriptAsync(slice, change.Item.Key);
        var isFirst = change.Line == section.First;
        var isLast = change.Line == section.First + section.Count - 1;
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
        var kept = await KeepFormersAsync(work, change, script, cancellation);
        if (!kept.Succeeded)
        {
            return kept.As<WriteResult>();
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

        return result;
    }

    // Before the script runs, and once: an execution that comes after a crash would find what the script made.
    private static async Task<Outcome<bool>> KeepFormersAsync(TargetWork work, Change change, SqlScript script, CancellationToken cancellation)
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
