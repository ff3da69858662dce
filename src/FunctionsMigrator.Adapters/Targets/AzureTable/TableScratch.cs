using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Scratch tables: copies of the managed partitions under names that begin with <c>fmscratch</c>, without marker, claims and receipts.</summary>
internal static class TableScratch
{
    /// <summary>Makes the first table whose name is free; one that an earlier try left is deleted.</summary>
    public static async Task<TableClient> CreateAsync(Func<string, Task<TableClient>> open, TargetAddress address, string run, CancellationToken cancellation)
    {
        foreach (var name in ScratchNames.Of(address, run))
        {
            var table = await open(name);
            try
            {
                if (await table.CreateIfNotExistsAsync(cancellation) is { } made && made.GetRawResponse().Status is 201 or 204)
                {
                    return table;
                }

                await table.DeleteAsync(cancellation);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableBeingDeleted)
            {
                // The next name.
            }
        }

        throw new TimeoutException($"All scratch tables of run {run} are being deleted");
    }

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
