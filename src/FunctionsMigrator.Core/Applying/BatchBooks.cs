using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>What the journal holds of a batch that is written.</summary>
internal static class BatchBooks
{
    /// <summary>Stores that the batch is about to be written; true when that stood already.</summary>
    public static async Task<bool> IsIntendedAsync(this PlanBatch batch, IWriteJournal journal, Claim claim, CancellationToken cancellation) => !await journal.TryIntendAsync(
        batch.First,
        [.. batch.Changes.Select(change => new Intent(change.Id, change.Resource, change.Kind, change.Item, change.Pre, change.Post, change.Reversal, claim.Number, change.Place))],
        cancellation);

    /// <summary>Stores the receipts of the batch's changes from the one numbered <paramref name="done"/> on; answers them, or TGT022 where an item was no longer what the plan was made from.</summary>
    public static async Task<Outcome<IReadOnlyList<Receipt>>> SaveAsync(this PlanBatch batch, TargetWork work, int done, IReadOnlyList<WriteResult> results, CancellationToken cancellation)
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
}
