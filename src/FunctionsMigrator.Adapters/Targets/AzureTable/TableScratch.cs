using Azure.Data.Tables;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Scratch tables: copies of the managed partitions under names that begin with <c>fmscratch</c>, without marker, claims and receipts.</summary>
internal static class TableScratch
{
    /// <summary>Copies the items of the slices, with all their properties.</summary>
    public static async Task CopyAsync(TableClient live, TableClient scratch, IEnumerable<ResourceSlice> slices, CancellationToken cancellation)
    {
        foreach (var partition in slices.Select(TableLayout.PartitionOf).Distinct(StringComparer.Ordinal))
        {
            var batch = new List<TableTransactionAction>();
            var bytes = 0L;
            await foreach (var entity in TableRead.QueryAsync(live, TableLayout.ItemsFilter(partition), cancellation))
            {
                var size = TableLimits.WireSize(entity);
                if (batch.Count == TableLimits.Operations || (batch.Count > 0 && bytes + size > TableLimits.TransactionBytes))
                {
                    await scratch.SubmitTransactionAsync(batch, cancellation);
                    batch.Clear();
                    bytes = 0;
                }

                batch.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity));
                bytes += size;
            }

            if (batch.Count > 0)
            {
                await scratch.SubmitTransactionAsync(batch, cancellation);
            }
        }
    }
}
