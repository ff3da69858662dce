using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>
/// Writes a target's plan, batch by batch. For each batch: intents are stored, the batch is written under the claim, receipts are stored. A batch with receipts is
/// never written again; a batch with intents but without receipts is written again, and what is already there counts as recovered. Where the target takes several batches of one
/// collection at once, several are under way; whatever ends the work, those that were begun are waited for. Scripts run by <see cref="ScriptBatch"/>.
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
                    var ran = await new ScriptBatch(work, claim, batch, contents, stop).RunAsync(done, cancellation);
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
        var intended = await batch.IsIntendedAsync(work.Journal, claim, cancellation);
        var results = await work.Target.WriteAsync(
            claim, work.Slice(batch.Section.Resource), intended ? writes.ConvertAll(write => write with { Intended = true }) : writes, cancellation);
        return results.TryGet(out var written) ? await batch.SaveAsync(work, 0, written, cancellation) : results.As<IReadOnlyList<Receipt>>();
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
}
