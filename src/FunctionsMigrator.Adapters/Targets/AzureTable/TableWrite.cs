using Azure;
using Azure.Data.Tables;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// Writes batches of one collection under one claim, each in transactions of the partition: the claim, the receipts, and the items under the ETags that they were read with.
/// When a transaction is refused, nothing of it stands; everything is read again and decided anew. Several batches may be written at once.
/// </summary>
internal sealed class TableWrite(TableClient table, TableItems items, ResourceSlice slice, Claim claim, TargetAddress address, AzureTargetOptions options)
{
    /// <summary>Most items of one transaction: beside them stand the holder's entity and the receipts.</summary>
    public const int MostItems = TableLimits.Operations - Transaction.OwnOperations;

    private const int Tries = 20;

    private readonly PartitionClaim _partition = new(table, items.Partition, address);
    private readonly TableReceipts _receipts = new(table, items.Partition, claim.Run, address);
    private readonly RemovedEntities _removed = new(table, items);

    /// <summary>The claim that this writes under.</summary>
    public Claim Claim { get; } = claim;

    /// <summary>Writes a batch.</summary>
    public async Task<IReadOnlyList<WriteResult>> RunAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var contents = await ContentsAsync(batch, cancellation);
        var results = new WriteResult?[batch.Count];
        var refused = false;
        for (var (done, tries) = (0, 0); done < batch.Count; tries++)
        {
            var check = await _partition.CheckAsync(Claim, cancellation);
            await _receipts.LoadAsync(cancellation);

            var transaction = new Transaction(check);
            var next = await FillAsync(transaction, batch, contents, results, done, look: refused, cancellation);
            refused = !await TrySubmitAsync(transaction, cancellation);
            if (!refused)
            {
                foreach (var (at, receipt) in transaction.Receipts)
                {
                    results[at] = receipt.Result;
                }

                (done, tries) = (next, 0);
            }
            else if (tries == Tries)
            {
                throw new TargetException(TargetCodes.Busy.Finding(
                    $"Somebody else writes partition '{items.Partition}' of table {table.Name} so often that no transaction of ours came between.", target: address.ToString()));
            }
        }

        return results!;
    }

    /// <summary>The contents, all of which Azure Tables can hold.</summary>
    private async Task<ReadOnlyMemory<byte>[]> ContentsAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var contents = new ReadOnlyMemory<byte>[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Content is not { } content)
            {
                continue;
            }

            contents[i] = await content.ReadAsync(cancellation);
            if (Digest.Of(contents[i].Span) != batch[i].Post)
            {
                throw new ArgumentException($"The content of change {batch[i].ChangeId} does not have its post-checksum.", nameof(batch));
            }

            if (items.Check(batch[i].Key, contents[i]) is { } refused)
            {
                throw new TargetException(refused);
            }
        }

        return contents;
    }

    /// <summary>Adds writes to the transaction as long as they fit. Answers the first one that was not looked at.</summary>
    private async Task<int> FillAsync(
        Transaction transaction, IReadOnlyList<ItemWrite> batch, ReadOnlyMemory<byte>[] contents, WriteResult?[] results, int from, bool look, CancellationToken cancellation)
    {
        var to = Math.Min(batch.Count, from + TableLimits.Operations);
        for (var i = from; i < to; i++)
        {
            results[i] = await _receipts.FindAsync(batch[i], cancellation);
        }

        // What is to be made is not looked for: adding it is the look, and when something stands there, all of the transaction is read and decided anew.
        var rows = Enumerable.Range(from, to - from).Select(i => results[i] is null && (look || batch[i].Pre is not null || batch[i].Intended) ? items.RowOf(batch[i].Key) : null).ToList();
        var live = await TableRead.FindManyAsync(table, items.Partition, rows, cancellation);
        for (var i = from; i < to; i++)
        {
            if (results[i] is not null)
            {
                continue;
            }

            var write = batch[i];
            var entity = live[i - from];
            var found = entity is null ? (Digest?)null : items.Read(entity).Checksum;
            var status = ConditionalWrite.Decide(found, write.Pre, write.Post, write.Intended);
            var result = new WriteResult(write.ChangeId, status, found, Claim.Number, options.Time.GetUtcNow());
            if (status == WriteStatus.Moved)
            {
                results[i] = result;
                continue;
            }

            var actions = status == WriteStatus.Applied ? await ActionsAsync(write, contents[i], entity, cancellation) : [];
            if (!transaction.TryAdd(i, ReceiptLine.Of(write, result), actions))
            {
                return i;
            }
        }

        return to;
    }

    private async Task<List<TableTransactionAction>> ActionsAsync(ItemWrite write, ReadOnlyMemory<byte> content, TableEntity? live, CancellationToken cancellation)
    {
        if (write.Post is null)
        {
            var keep = _removed.Keep(live!, write.Pre!.Value, options.Time.GetUtcNow());
            RequireFits(write, keep?.Entity as TableEntity);
            var delete = new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(items.Partition, live!.RowKey), live.ETag);
            return keep is null ? [delete] : [delete, keep];
        }

        var kept = live is null ? await _removed.FindAsync(items.RowOf(write.Key), write.Post.Value, cancellation) : null;
        var entity = items.Write(write.Key, content, live ?? kept?.Entity);
        RequireFits(write, entity);
        var put = live is null
            ? new TableTransactionAction(TableTransactionActionType.Add, entity)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, live.ETag);
        return kept is null ? [put] : [put, kept.Value.Forget];
    }

    private void RequireFits(ItemWrite write, TableEntity? entity)
    {
        if (entity is not null && TableLimits.Problem(entity) is { } problem)
        {
            throw new TargetException(items.Refused(write.Key, $"with the properties that nobody manages, {problem}"));
        }
    }

    /// <summary>Submits a transaction. False when somebody changed what it stands on.</summary>
    private async Task<bool> TrySubmitAsync(Transaction transaction, CancellationToken cancellation)
    {
        if (transaction.Receipts.Count == 0)
        {
            // Nothing to write, so nothing compares the claim: it is read.
            _partition.Forget();
            _ = await _partition.CheckAsync(Claim, cancellation);
            return true;
        }

        var receipts = transaction.Receipts.ConvertAll(receipt => receipt.Line);
        var proof = _receipts.Entity(Claim, receipts);
        List<TableTransactionAction> actions = [transaction.Check, new(TableTransactionActionType.Add, proof), .. transaction.Actions];
        var what = $"target write {address} {slice.Collection}";
        await options.Observer.BeforeAsync(what, cancellation);
        try
        {
            await table.SubmitTransactionAsync(actions, cancellation);
        }
        catch (RequestFailedException exception) when (IsConflict(exception))
        {
            // The claim was raised, an item moved, or the answer to a transaction of ours was lost and it was sent twice.
            _partition.Forget();
            _removed.Forget();
            _receipts.Forget();
            return false;
        }

        _receipts.Add(proof, receipts);
        await options.Observer.AfterAsync(what, cancellation);
        return true;
    }

    private static bool IsConflict(RequestFailedException exception) =>
        exception.ErrorCode is "UpdateConditionNotSatisfied" or "ConditionNotMet" or "EntityAlreadyExists" or "ResourceNotFound" or "EntityNotFound" || exception.Status == 412;

    /// <summary>What is written at once.</summary>
    private sealed class Transaction(TableTransactionAction check)
    {
        // The holder's entity and the receipts; the receipts' text has its share of the bytes.
        public const int OwnOperations = 2;
        private const int ReceiptBytes = 1_500;

        private long _bytes = 4_000;

        public TableTransactionAction Check { get; } = check;

        public List<TableTransactionAction> Actions { get; } = [];

        public List<(int At, ReceiptLine Line)> Receipts { get; } = [];

        public bool TryAdd(int at, ReceiptLine receipt, List<TableTransactionAction> actions)
        {
            var bytes = ReceiptBytes + actions.Sum(action => TableLimits.WireSize((TableEntity)action.Entity));
            if (Receipts.Count > 0 && (_bytes + bytes > TableLimits.TransactionBytes || Actions.Count + actions.Count + OwnOperations > TableLimits.Operations))
            {
                return false;
            }

            _bytes += bytes;
            Actions.AddRange(actions);
            Receipts.Add((at, receipt));
            return true;
        }
    }
}
