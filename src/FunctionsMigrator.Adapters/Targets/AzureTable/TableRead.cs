using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Reads entities. A table that does not exist holds none.</summary>
internal static class TableRead
{
    /// <summary>The entities that a filter lets through, in the order of the service: partition and row key, byte by byte.</summary>
    public static async IAsyncEnumerable<TableEntity> QueryAsync(TableClient table, string filter, [EnumeratorCancellation] CancellationToken cancellation, params string[] select)
    {
        await using var entities = table.QueryAsync<TableEntity>(filter, select: select.Length == 0 ? null : select, cancellationToken: cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await entities.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableNotFound)
            {
                yield break;
            }

            yield return entities.Current;
        }
    }

    /// <summary>One entity; null when there is none.</summary>
    public static async Task<TableEntity?> FindAsync(TableClient table, string partition, string row, CancellationToken cancellation)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellation);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>All items, in the order of their keys: encoded keys stand in another order on the service.</summary>
    public static async IAsyncEnumerable<LiveItem> ItemsAsync(TableClient table, TableItems items, ISpillSpace spill, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (key, content) in Utf8Sort.SortAsync(() => PairsAsync(table, items, cancellation), spill, cancellation: cancellation))
        {
            yield return new LiveItem(key, Core.Digest.Of(content), ItemContent.Of(content));
        }
    }

    private static async IAsyncEnumerable<(string Key, byte[] Content)> PairsAsync(TableClient table, TableItems items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entity in QueryAsync(table, TableLayout.ItemsFilter(items.Partition), cancellation))
        {
            var item = items.Read(entity);
            yield return (item.Key, item.Content.Inline!.Value.ToArray());
        }
    }
}
