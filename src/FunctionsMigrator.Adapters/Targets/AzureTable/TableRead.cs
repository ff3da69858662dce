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

    private const int RangesAtOnce = 4;

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

    /// <summary>
    /// The entities of a partition's items in the order of their row keys, some ranges at once: a service looks for the next page of one range only when the last one is there, and the
    /// emulator puts all that follows in order for every page.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cuts">Row keys in order, where a range ends and the next begins; none: one range.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public static async IAsyncEnumerable<TableEntity> RangesAsync(
        TableClient table, string partition, IReadOnlyList<string> cuts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var open = new Queue<IAsyncEnumerator<TableEntity>>();
        var first = new Queue<Task<bool>>();
        var begun = 0;
        try
        {
            Fill();
            while (open.TryPeek(out var range))
            {
                // The first page of every range is asked for when its turn comes near; the others when it is read.
                for (var more = await first.Dequeue(); more; more = await range.MoveNextAsync())
                {
                    yield return range.Current;
                }

                await open.Dequeue().DisposeAsync();
                Fill();
            }
        }
        finally
        {
            // Whoever leaves early leaves pages under way: they end before their readers do.
            await Task.WhenAll(first.Select(page => Task.WhenAny(page)));
            foreach (var range in open)
            {
                await range.DisposeAsync();
            }
        }

        void Fill()
        {
            for (; open.Count < RangesAtOnce && begun <= cuts.Count; begun++)
            {
                var filter = TableLayout.RangeFilter(partition, begun == 0 ? TableLayout.FirstItem : cuts[begun - 1], begun == cuts.Count ? null : cuts[begun]);
                var range = QueryAsync(table, filter, cancellation).GetAsyncEnumerator(cancellation);
                open.Enqueue(range);
                first.Enqueue(range.MoveNextAsync().AsTask());
            }
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
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {wanted[done]} and RowKey le {wanted[^1]}");
            var (page, more) = await PageAsync(table, filter, PageOf(wanted.Count - done), cancellation);
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

    /// <summary>
    /// As <see cref="FindManyAsync"/>, for batch after batch of keys in their order: while most of what lies between them is asked for, whole pages are read one behind the other, and what they
    /// hold is not asked for again.
    /// </summary>
    public static Func<IReadOnlyList<string>, CancellationToken, Task<TableEntity?[]>> Ahead(TableClient table, string partition)
    {
        var window = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        string? from = null, to = null;
        var ended = false;
        var tries = 3;
        return async (rows, cancellation) =>
        {
            var wanted = rows.Order(StringComparer.Ordinal).ToList();
            if (tries == 0 || rows.Count < RangeFrom || (from is not null && string.CompareOrdinal(wanted[0], from) < 0))
            {
                return await FindManyAsync(table, partition, rows, cancellation);
            }

            var passed = window.Keys.Where(row => string.CompareOrdinal(row, wanted[0]) < 0).ToList();
            passed.ForEach(row => window.Remove(row));
            from = wanted[0];
            if (to is not null && string.CompareOrdinal(to, from) < 0)
            {
                to = null;
            }

            while (!ended && (to is null || string.CompareOrdinal(to, wanted[^1]) < 0))
            {
                var filter = to is null ? TableLayout.RangeFilter(partition, from, null) : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {to}");
                var (page, more) = await PageAsync(table, filter, MostOnPage, cancellation);
                foreach (var entity in page)
                {
                    window[entity.RowKey] = entity;
                }

                ended = !more;
                to = page.Count > 0 ? page[^1].RowKey : to;
                if (window.Count > MostOnPage + (4 * rows.Count) || (more && page.Count == 0))
                {
                    // Mostly others, or a page without a place to go on from: these are asked for by name, and the window begins anew.
                    (from, to, ended) = (null, null, false);
                    tries--;
                    window.Clear();
                    return await FindManyAsync(table, partition, rows, cancellation);
                }
            }

            return [.. rows.Select(row => window.GetValueOrDefault(row))];
        };
    }

    /// <summary>All items, in the order of their keys: encoded keys stand in another order on the service.</summary>
    public static async IAsyncEnumerable<LiveItem> ItemsAsync(
        TableClient table, TableItems items, IReadOnlyList<string>? parts, ISpillSpace spill, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (key, content) in Utf8Sort.SortAsync(() => PairsAsync(table, items, parts, cancellation), spill, cancellation: cancellation))
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
        TableClient table, string filter, int size, CancellationToken cancellation)
    {
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

    private static async IAsyncEnumerable<(string Key, byte[] Content)> PairsAsync(
        TableClient table, TableItems items, IReadOnlyList<string>? parts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entity in RangesAsync(table, items.Partition, items.Cuts(parts), cancellation))
        {
            yield return items.ReadPair(entity);
        }
    }
}
