using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Compares one collection of items: a merge join over desired items, live items and the ledger, all in one order.</summary>
internal sealed class CollectionPlanner(PlanRequest request, IDesiredState desired, ValueMask mask, PlanDraft draft)
{
    private (ResourceSlice Slice, TableReference Reference)? _self;

    private string Address => request.Target.Binding.Address.ToString();

    public async Task PlanAsync(
        IReadOnlyList<ResourceSlice> slices, TableShape? shape, LedgerCursor ledger, CancellationToken cancellation)
    {
        var collection = slices[0].Collection;
        _self = SelfReference(slices[0], shape);
        var former = await ColumnsAsync(slices[0], ledger, cancellation);
        var wanted = new List<(ResourceSlice Slice, ResourceDocument Resource, SortedCursor<DesiredItem> Items)>();
        var reader = new LiveReader(request.Target);

        if (slices is [{ Kind: ResourceKind.ReferenceData } alone]
            && desired.ReadRows(request.Repository, request.Target.Binding, alone, shape, cancellation) is { } rows
            && await reader.RowsAsync(alone, former, cancellation) is { } there)
        {
            await PlanRowsAsync(alone, rows, there, ledger, cancellation);
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

                var entry = ledger.Head?.Item is { } head && head.Collection == collection && head.Key == key ? await TakeAsync(ledger) : null;
                var found = listed ? await live.TakeAsync(key) : (await reader.ReadManyAsync(slices[0], [key], cancellation))[0];
                await CompareAsync(key, claims, found, entry, slices, cancellation);
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

    private static async ValueTask<LedgerEntry?> TakeAsync(LedgerCursor ledger)
    {
        var taken = ledger.Head;
        await ledger.MoveAsync();
        return taken;
    }

    // As the merge join of items, over pages: a row that is settled costs a comparison of bytes, and only what is not becomes objects.
    private async Task PlanRowsAsync(
        ResourceSlice slice, IAsyncEnumerable<Outcome<RowPage>> desiredPages, IAsyncEnumerable<RowPage> livePages, LedgerCursor ledger, CancellationToken cancellation)
    {
        await using var wanted = new RowCursor(GoodAsync(desiredPages), slice.Resource, cancellation);
        await using var live = new RowCursor(livePages, $"{Address} {slice.Collection}", cancellation);
        await BeginAsync(wanted, live);
        var resource = request.Resource(slice.Resource);
        var settled = new SettledLine(slice);
        while (true)
        {
            await SkipSettledAsync(slice, settled, wanted, live, ledger, cancellation);
            cancellation.ThrowIfCancellationRequested();
            var head = ledger.Head is { } entry && entry.Item.Collection == slice.Collection ? entry : null;
            if (Lower(Lower(KeyOf(wanted), KeyOf(live)), head?.Item.Key) is not { } key)
            {
                return;
            }

            var item = KeyOf(wanted) == key ? wanted.Page!.Desired(wanted.Row) : null;
            var found = KeyOf(live) == key ? live.Page!.Live(live.Row) : null;
            var @base = head?.Item.Key == key ? await TakeAsync(ledger) : null;
            _ = item is not null && await wanted.MoveAsync();
            _ = found is not null && await live.MoveAsync();
            await CompareAsync(key, item is null ? [] : [(slice, resource, item)], found, @base, [slice], cancellation);
        }
    }

    // The target answers while the file is read.
    private static async Task BeginAsync(RowCursor wanted, RowCursor live)
    {
        var asked = live.MoveAsync();
        try
        {
            await wanted.MoveAsync();
        }
        finally
        {
            await asked;
        }
    }

    private static string? KeyOf(RowCursor cursor) => cursor.Page is null ? null : System.Text.Encoding.UTF8.GetString(cursor.Key);

    private async ValueTask SkipSettledAsync(ResourceSlice slice, SettledLine settled, RowCursor wanted, RowCursor live, LedgerCursor ledger, CancellationToken cancellation)
    {
        while (Skip(slice, settled, wanted, live, ledger) is { } due)
        {
            if (due.Write)
            {
                cancellation.ThrowIfCancellationRequested();
                await draft.FlushLedgerAsync(cancellation);
            }

            _ = due.Line && await ledger.ReadOnAsync();
            _ = due.Wanted && await wanted.MoveAsync();
            _ = due.Live && await live.MoveAsync();
        }
    }

    /// <summary>Passes over settled rows until something must be waited for, which is answered; null at a row that is not settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (bool Write, bool Line, bool Wanted, bool Live)? Skip(ResourceSlice slice, SettledLine settled, RowCursor wanted, RowCursor live, LedgerCursor ledger)
    {
        while (wanted.Page is not null && live.Page is not null && ledger.HasLine
            && wanted.Key.SequenceEqual(live.Key) && wanted.Content.SequenceEqual(live.Content) && settled.Is(ledger.Line, wanted.Key, wanted.Content))
        {
            var write = !draft.TryKeep(ledger.Line);
            var line = !ledger.TrySkip(slice, wanted.Key);
            var (next, other) = (!wanted.TryMove(), !live.TryMove());
            if (write || line || next || other)
            {
                return (write, line, next, other);
            }
        }

        return null;
    }

    private async IAsyncEnumerable<RowPage> GoodAsync(IAsyncEnumerable<Outcome<RowPage>> pages)
    {
        await foreach (var page in pages)
        {
            foreach (var finding in page.Findings)
            {
                draft.Add(finding with { Target = Address });
            }

            if (page.TryGet(out var rows))
            {
                yield return rows;
            }
        }
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
            next = Lower(next, source.Items.Key);
        }

        return Lower(next, ledger.Head?.Item.Collection == collection ? ledger.Head.Item.Key : null);
    }

    private static string? Lower(string? left, string? right) =>
        left is null ? right : right is null || Utf8Order.Compare(left, right) <= 0 ? left : right;

    private async Task CompareAsync(
        string key,
        List<(ResourceSlice Slice, ResourceDocument Resource, DesiredItem Item)> claims,
        LiveItem? live,
        LedgerEntry? entry,
        IReadOnlyList<ResourceSlice> slices,
        CancellationToken cancellation)
    {
        if (claims.Count == 0 && entry is null)
        {
            return;
        }

        var item = new ItemRef(slices[0].Collection, key);
        if (claims.Count > 1)
        {
            var owners = string.Join(" and ", claims.Select(claim => claim.Resource.Name));
            draft.Add(PlanCodes.ClaimedTwice.Finding($"{item} is claimed by {owners}.", claims[1].Item.Place, Address));
        }

        var (slice, resource, wanted) = claims.Count > 0
            ? (claims[0].Slice, claims[0].Resource, claims[0].Item)
            : (slices.FirstOrDefault(candidate => candidate.Resource == entry!.Resource) ?? slices[0], request.Resource(Owner(entry!, slices)), null);
        var @base = entry is not null && live?.Former == entry.Checksum ? live.Checksum : entry?.Checksum;
        var answer = ThreeWay.Compare(@base, wanted?.Checksum, live?.Checksum, entry?.Override, resource.Conflicts, resource.Prune);
        if (answer.Action is { } action)
        {
            await AddAsync(slice, resource, item, action, answer, wanted, live, cancellation);
        }

        await LedgerAsync(item, slice, wanted, live, entry, @base, answer, cancellation);
    }

    private static string Owner(LedgerEntry entry, IReadOnlyList<ResourceSlice> slices) =>
        slices.Any(slice => slice.Resource == entry.Resource) ? entry.Resource : slices[0].Resource;

    private async Task AddAsync(
        ResourceSlice slice, ResourceDocument resource, ItemRef item, ChangeAction action, ThreeWayResult answer, DesiredItem? wanted, LiveItem? live, CancellationToken cancellation)
    {
        var sensitive = wanted?.Sensitive == true || IsSensitive(resource, item);
        var (risk, reasons) = RiskRules.OfItem(action, resource.Kind);
        var before = live is null ? null : await mask.PreviewAsync(live.Content, sensitive, cancellation);
        var after = wanted is null ? null : await mask.PreviewAsync(wanted.Content, sensitive, cancellation);
        if (answer.Block is { } block)
        {
            var shown = resource.Kind is ResourceKind.Documents ? "" : $" Live: {Text(before)}. Git: {Text(after)}.";
            draft.Add(block.Finding($"{item}: {block.Title.ToLowerInvariant()}.{shown}", wanted?.Place ?? resource.Place, Address), PlanBlock.Conflict);
        }

        var writes = action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete;
        if (action is ChangeAction.Create or ChangeAction.Update && request.Target.Check(slice, wanted!) is { } refused)
        {
            draft.Add(refused with { Place = refused.Place ?? wanted!.Place, Target = Address });
        }

        var change = new Change(
            "",
            resource.Name,
            resource.Kind,
            item,
            action,
            live?.Checksum,
            writes ? action is ChangeAction.Delete ? null : wanted!.Checksum : action is ChangeAction.Blocked ? wanted?.Checksum : live?.Checksum,
            !writes ? new Reversal(ReversalKind.Nothing) : live is null ? new Reversal(ReversalKind.Remove) : new Reversal(ReversalKind.BeforeImage, live.Checksum),
            risk,
            answer.Decision is null ? reasons : [$"conflict decided by {answer.Decision}", .. reasons],
            before,
            after,
            answer.Decision,
            wanted?.Place,
            answer.Block?.Code);
        await (_self is { } self
            ? draft.AddAsync(slice, change, await ParentAsync(self.Slice, self.Reference, action is ChangeAction.Delete ? live!.Content : (wanted?.Content ?? live?.Content), cancellation), cancellation)
            : draft.AddAsync(slice, change, cancellation));
    }

    /// <summary>The foreign key by which rows of the table point to rows of the same table, where key and columns are managed.</summary>
    private static (ResourceSlice Slice, TableReference Reference)? SelfReference(ResourceSlice slice, TableShape? shape) =>
        slice.Table is { } table && shape?.References?.FirstOrDefault(reference =>
            reference.Table.Equals(table.Table, StringComparison.OrdinalIgnoreCase)
            && reference.From.All(table.Columns.Contains)
            && reference.To.Order(StringComparer.Ordinal).SequenceEqual(table.Key.Order(StringComparer.Ordinal), StringComparer.Ordinal)) is { } found
            ? (slice, found)
            : null;

    private static async ValueTask<string?> ParentAsync(ResourceSlice slice, TableReference reference, ItemContent? content, CancellationToken cancellation)
    {
        if (content is null)
        {
            return null;
        }

        var row = RowJson.ParseContent((await content.ReadAsync(cancellation)).Span);
        var to = reference.To.Zip(reference.From).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var texts = slice.Table!.Key.Select(column => row.GetValueOrDefault(to[column])).ToList();
        return texts.Contains(null) ? null : RowJson.Key([.. texts.Select(text => text!)]);
    }

    // What the ledger says once the plan is applied. A blocked item keeps its old line: the plan cannot be applied anyway.
    private async Task LedgerAsync(
        ItemRef item, ResourceSlice slice, DesiredItem? wanted, LiveItem? live, LedgerEntry? entry, Digest? @base, ThreeWayResult answer, CancellationToken cancellation)
    {
        var next = answer.Action switch
        {
            ChangeAction.Create or ChangeAction.Update or ChangeAction.Adopt => new LedgerEntry(item, slice.Resource, slice.Kind, wanted!.Checksum),
            ChangeAction.Delete or ChangeAction.Release => null,
            ChangeAction.KeepLive => new LedgerEntry(
                item, slice.Resource, slice.Kind, live?.Checksum ?? entry!.Checksum, new LedgerOverride(live?.Checksum, wanted?.Checksum, "policy", "conflicts: keep-live", default)),
            _ => wanted is not null && entry is not null && answer.Action is null ? entry with { Resource = slice.Resource, Checksum = @base!.Value } : entry,
        };
        if (next is not null)
        {
            await draft.KeepAsync(next, cancellation);
        }
    }

    private static bool IsSensitive(ResourceDocument resource, ItemRef item) =>
        resource.Sensitive.Count > 0 && (resource.Kind is ResourceKind.ReferenceData || resource.Sensitive.Contains(item.Key));

    private static string Text(ValuePreview? value) => value?.Text is not { } text ? "none" : text.Length > 120 ? text[..120] + "..." : text;

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
