using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What runs did with one item, from their plans and receipts. Values are those that plans show: cut after 2,000 characters, and keyed fingerprints where they are sensitive.</summary>
public sealed class ItemHistory(MigratorServices services)
{
    private readonly RunStore _runs = new(services.Store.Records, services.Time);

    /// <summary>
    /// The changes of an item in an environment, newest run first. Runs that never began to write are left out. <paramref name="item"/> is a key
    /// (<c>checkout/timeoutSeconds</c>, <c>["DE"]</c>) or a collection and a key (<c>settings checkout/timeoutSeconds</c>).
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="item">The item.</param>
    /// <param name="target">Only this target, by its name or its address; null: all.</param>
    /// <param name="before">Only runs before this one; null: all.</param>
    /// <param name="cancellation">Stops it.</param>
    public async IAsyncEnumerable<ItemChange> ReadAsync(string environment, string item, string? target, string? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var runs = (await _runs.ListAsync(environment, cancellation)).AsEnumerable();
        runs = before is null ? runs : runs.SkipWhile(run => run.Id != before).Skip(1);
        foreach (var run in runs.Where(run => run.Plan is not null))
        {
            if (await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, run.Plan!.Blob, cancellation) is not { } index)
            {
                continue;
            }

            foreach (var plan in index.Targets.Where(plan => target is null || plan.Address.Target == target || plan.Address.ToString() == target))
            {
                await foreach (var change in PlanLines.Of(services.Store.Blobs, plan, cancellation))
                {
                    if ((change.Item.Key == item || change.Item.ToString() == item) && await OfAsync(run, plan, change, cancellation) is { } found)
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    private async Task<ItemChange?> OfAsync(RunRecord run, TargetPlan plan, Change change, CancellationToken cancellation)
    {
        var journal = new BlobJournal(services.Store.Blobs, new SnapshotCipher(services.Store.Keys.Snapshots, services.Random), run.Id, plan.Address, plan.Digest);
        var (outcome, at) = change.Writes ? await OutcomeAsync(journal, change, cancellation)
            : run.State.IsGood() ? (ItemOutcome.Unwritten, null)
            : (null, null);
        return outcome is null
            ? null
            : new ItemChange(
                run.Id, run.State, at ?? run.StartedAt, plan.Address, change.Resource, change.Item, change.Action, outcome.Value, change.Before, change.After, change.Pre, change.Post, run.Authors,
                run.StarterShown, run.ApprovedBy, run.Commit, run.Reverts, run.TakenBackBy);
    }

    // A batch is named by the number of its first line. Only the batch that holds the change is read.
    private static async Task<(ItemOutcome? Outcome, DateTimeOffset? At)> OutcomeAsync(BlobJournal journal, Change change, CancellationToken cancellation)
    {
        var line = change.Line;
        var batches = (await journal.ReadBatchesAsync(cancellation)).Where(batch => batch <= line).ToList();
        if (batches.Count == 0)
        {
            return (null, null);
        }

        var record = await BatchRecord.ReadAsync(journal, batches[^1], cancellation);
        if (record.Intents.All(intent => intent.Change != change.Id))
        {
            return (null, null);
        }

        var written = record.Applied.FirstOrDefault(receipt => receipt.Change == change.Id);
        var undone = record.Undone.FirstOrDefault(receipt => receipt.Change == change.Id);
        return (undone, written) switch
        {
            ({ Ours: true }, _) => (ItemOutcome.Restored, undone.At),
            (_, { Status: WriteStatus.AlreadyPresent }) => (ItemOutcome.Unwritten, written.At),
            (_, { Ours: true }) => (ItemOutcome.Written, written.At),
            _ => (ItemOutcome.Unproven, written?.At),
        };
    }
}
