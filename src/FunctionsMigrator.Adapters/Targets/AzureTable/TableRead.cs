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
    private const int ReadsAtOnce = 16;

    // Fewer are asked for one by one at once: that is one round trip too, and reads nothing of others.
    private const int RangeFrom = 5;
    private const int MostOnPage = 1_000;

    /// <summary>The entities that a filter lets through, in the order of the service: partition and row key, byte by byte.</summary>
    public static async IAsyncEnumerable<TableEntity> QueryAsync(TableClient table, string filter, [EnumeratorCancellation] CancellationToken cancellation, params string[] select)
    {
        await using var pages = table.QueryAsync<TableEntity>(filter, select: select.Length == 0 ? null : select, cancellationToken: cancellation).AsPages().GetAsyncEnumerator(cancellation);
        var next = pages.MoveNextAsync().AsTask();
        try
        {
            while (await HasAsync(next))
            {
                // The service looks for the next page while this one is worked on.
                var page = pages.Current.Values;
                next = pages.MoveNextAsync().AsTask();
                foreach (var entity in page)
                {
                    yield return entity;
                }
            }
        }
        finally
        {
            // Whoever leaves early leaves a page under way: it ends before the reader of pages does.
            await Task.WhenAny(next);
        }
    }

    /// <summary>One entity; null when there is none.</summary>
    public static async Task<TableEntity?> FindAsync(TableClient table, string partition, string row, CancellationToken cancellation)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellation);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>
    /// The named entities of a partition: an answer per row key in the order asked, null where there is none or none was asked. Row keys that lie close together are read as one range, by
    /// pages; where a page holds mostly others, the rest is asked for one by one.
    /// </summary>
    public static async Task<TableEntity?[]> FindManyAsync(TableClient table, string partition, IReadOnlyList<string?> rows, CancellationToken cancellation)
    {
        var found = new TableEntity?[rows.Count];
        var open = Enumerable.Range(0, rows.Count).Where(i => rows[i] is not null).ToLookup(i => rows[i]!, StringComparer.Ordinal);
        var wanted = open.Select(row => row.Key).Order(StringComparer.Ordinal).ToList();
        var done = 0;
        while (wanted.Count - done >= RangeFrom)
        {
            var (page, more) = await PageAsync(table, partition, wanted[done], wanted[^1], PageOf(wanted.Count - done), cancellation);
            var hits = 0;
            foreach (var entity in page)
            {
                if (open.Contains(entity.RowKey))
                {
                    hits++;
                    foreach (var i in open[entity.RowKey])
                    {
                        found[i] = entity;
                    }
                }
            }

            var last = page.Count == 0 ? null : page[^1].RowKey;
            done = !more ? wanted.Count : last is null ? done : wanted.FindIndex(done, row => string.CompareOrdinal(row, last) > 0);
            if (more && (last is null || hits * 4 < page.Count))
            {
                break;
            }
        }

        await Parallel.ForEachAsync(
            wanted.Skip(done),
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation },
            async (row, token) =>
            {
                var entity = await FindAsync(table, partition, row, token);
                foreach (var i in open[row])
                {
                    found[i] = entity;
                }
            });
        return found;
    }

    /// <summary>All items, in the order of their keys: encoded keys stand in another order on the service.</summary>
    public static async IAsyncEnumerable<LiveItem> ItemsAsync(TableClient table, TableItems items, ISpillSpace spill, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (key, content) in Utf8Sort.SortAsync(() => PairsAsync(table, items, cancellation), spill, cancellation: cancellation))
        {
            yield return new LiveItem(key, Core.Digest.Of(content), ItemContent.Of(content));
        }
    }

    private static async Task<bool> HasAsync(Task<bool> page)
    {
        try
        {
            return await page;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableNotFound)
        {
            return false;
        }
    }

    private static int PageOf(int wanted) => Math.Min(MostOnPage, (2 * wanted) + 20);

    private static async Task<(IReadOnlyList<TableEntity> Page, bool More)> PageAsync(
        TableClient table, string partition, string first, string last, int size, CancellationToken cancellation)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey le {last}");
        await using var pages = table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation).AsPages(pageSizeHint: size).GetAsyncEnumerator(cancellation);
        try
        {
            return await pages.MoveNextAsync() ? (pages.Current.Values, pages.Current.ContinuationToken is not null) : ([], false);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableNotFound)
        {
            return ([], false);
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
