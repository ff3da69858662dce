using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Compares one collection of items: a merge join over desired items, live items and the ledger, all in one order.</summary>
internal sealed class CollectionPlanner(PlanRequest request, IDesiredState desired, ValueMask mask, PlanDraft draft)
{
    private string Address => request.Target.Binding.Address.ToString();

    public async Task PlanAsync(
        IReadOnlyList<ResourceSlice> slices, TableShape? shape, LedgerCursor ledger, CancellationToken cancellation)
    {
        var collection = slices[0].Collection;
        var comparison = new ItemComparison(request, mask, draft, slices, shape);
        var former = await ColumnsAsync(slices[0], ledger, cancellation);
        var wanted = new List<(ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)>();
        var reader = new LiveReader(request.Target);

        if (slices is [{ Kind: ResourceKind.ReferenceData } alone]
            && desired.ReadRows(request.Repository, request.Target.Binding, alone, shape, cancellation) is { } rows
            && await reader.RowsAsync(alone, former, cancellation) is { } there)
        {
            await new RowMerge(request, draft, comparison, alone, ledger).PlanAsync(rows, there, cancellation);
            return;
        }

        // A service cannot be listed: it is asked for the paths that git or the ledger names.
        var listed = slices[0].Kind is not ResourceKind.HttpResources;
        var parts = slices.SelectMany(slice => slice.Parts ?? []).Order(Utf8Order.Instance).ToList();
        var items = listed ? reader.ReadAsync(slices[0] with { Parts = parts }, former, cancellation) : AsyncEnumerable.Empty<LiveItem>();
        await using var live = new SortedCursor<LiveItem>(items, item => item.Key, $"{Address} {collection}", cancellation);
        // The target answers while git's items are made.
        var asked = live.MoveAsync().AsTask();
        try
        {
            foreach (var slice in slices)
            {
                var source = new SortedCursor<DesiredItem>(ItemsAsync(slice, shape, cancellation), item => item.Key, slice.Resource, cancellation);
                wanted.Add((slice, request.Resource(slice.Resource), source));
                await source.MoveAsync();
            }

            await asked;
            if (listed)
            {
                await SkipSettledAsync(collection, wanted, live, ledger, cancellation);
            }

            while (NextKey(wanted, live, ledger, collection) is { } key)
            {
                cancellation.ThrowIfCancellationRequested();
                var claims = new List<(ResourceSlice Slice, ResourceDocument Resource, DesiredItem Item)>();
                foreach (var source in wanted)
                {
                    while (await source.Items.TakeAsync(key) is { } item)
                    {
                        claims.Add((source.Slice, source.Resource, item));
                    }
                }

                var entry = ledger.Head?.Item is { } head && head.Collection == collection && head.Key == key ? await ledger.TakeAsync() : null;
                var found = listed ? await live.TakeAsync(key) : (await reader.ReadManyAsync(slices[0], [key], cancellation))[0];
                await comparison.CompareAsync(key, claims, found, entry, cancellation);
                if (listed)
                {
                    await SkipSettledAsync(collection, wanted, live, ledger, cancellation);
                }
            }
        }
        finally
        {
            await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var source in wanted)
            {
                await source.Items.DisposeAsync();
            }
        }
    }

    // Most items of a large table are what git wants and what was applied last: nothing is to be said of them, and their ledger lines stay as they are.
    private async Task SkipSettledAsync(
        string collection,
        List<(ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)> wanted,
        SortedCursor<LiveItem> live,
        LedgerCursor ledger,
        CancellationToken cancellation)
    {
        while (live.Head is { Former: null } found && ledger.Head is { Override: null, Columns: null } entry
            && entry.Item.Key == found.Key && entry.Item.Collection == collection && entry.Checksum == found.Checksum
            && OnlyAt(wanted, found.Key) is (var slice, _, { Head: { } item } source) && item.Checksum == entry.Checksum && entry.Resource == slice.Resource && entry.Kind == slice.Kind)
        {
            cancellation.ThrowIfCancellationRequested();
            await draft.KeepAsync(entry, cancellation);
            await source.MoveAsync();

            await live.MoveAsync();
            await ledger.MoveAsync();
        }
    }

    /// <summary>The one resource whose next item has this key; null where several have it, none has, or one stands before it.</summary>
    private static (ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)? OnlyAt(
        List<(ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)> wanted, string key)
    {
        (ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)? at = null;
        foreach (var source in wanted)
        {
            if (source.Items.Key is not { } next)
            {
                continue;
            }

            if (next == key)
            {
                if (at is not null)
                {
                    return null;
                }

                at = source;
            }
            else if (Utf8Order.Compare(next, key) < 0)
            {
                return null;
            }
        }

        return at;
    }

    // A file that manages other columns than before makes other checksums: what was applied is compared over the columns of then.
    private async Task<IReadOnlyList<string>?> ColumnsAsync(ResourceSlice slice, LedgerCursor ledger, CancellationToken cancellation)
    {
        IReadOnlyList<string>? former = null;
        if (ledger.Head is { Columns: { } columns } head && head.Item.Collection == slice.Collection)
        {
            former = columns;
            await ledger.MoveAsync();
        }

        if (slice.Table is { } table)
        {
            await draft.KeepAsync(LedgerEntry.OfColumns(slice.Collection, slice.Resource, table.Columns), cancellation);
        }

        return former;
    }

    private static string? NextKey(
        List<(ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)> wanted,
        SortedCursor<LiveItem> live,
        LedgerCursor ledger,
        string collection)
    {
        var next = live.Key;
        foreach (var source in wanted)
        {
            next = Utf8Order.Lower(next, source.Items.Key);
        }

        return Utf8Order.Lower(next, ledger.Head?.Item.Collection == collection ? ledger.Head.Item.Key : null);
    }

    private async IAsyncEnumerable<DesiredItem> ItemsAsync(
        ResourceSlice slice, TableShape? shape, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in desired.ReadAsync(request.Repository, request.Target.Binding, slice, shape, cancellation))
        {
            foreach (var finding in item.Findings)
            {
                draft.Add(finding with { Target = Address });
            }

            if (item.TryGet(out var value))
            {
                yield return value;
            }
        }
    }
}
