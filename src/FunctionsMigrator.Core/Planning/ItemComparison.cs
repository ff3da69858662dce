using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Decides about one item at a time what a plan does with it, and what the ledger says of it from then on.</summary>
/// <param name="slices">The resources that share the collection.</param>
/// <param name="shape">What the target says of the table; null where it says nothing.</param>
internal sealed class ItemComparison(PlanRequest request, ValueMask mask, PlanDraft draft, IReadOnlyList<ResourceSlice> slices, TableShape? shape)
{
    private readonly (ResourceSlice Slice, TableReference Reference)? _self = SelfReference(slices[0], shape);

    private string Address => request.Target.Binding.Address.ToString();

    /// <summary>Adds to the draft what becomes of the item with this key.</summary>
    /// <param name="claims">Who wants it, with what; more than one is a finding.</param>
    public async Task CompareAsync(
        string key,
        List<(ResourceSlice Slice, ResourceDocument Resource, DesiredItem Item)> claims,
        LiveItem? live,
        LedgerEntry? entry,
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
        var answer = Compare(item, @base, wanted?.Checksum, live?.Checksum, entry?.Override, resource);
        if (answer.Block == PlanCodes.Drift && request.Ignores?.Find(request.Target.Binding.Address, resource.Name, item) is { } rule)
        {
            draft.Ignore(rule);
            answer = new ThreeWayResult((ChangeAction?)null);
        }

        if (answer.Action is { } action)
        {
            await AddAsync(slice, resource, item, action, answer, wanted, live, cancellation);
        }

        await LedgerAsync(item, slice, wanted, live, entry, @base, answer, cancellation);
    }

    private ThreeWayResult Compare(ItemRef item, Digest? @base, Digest? desired, Digest? live, LedgerOverride? kept, ResourceDocument resource)
    {
        if (request.Heal is { } heal)
        {
            var address = request.Target.Binding.Address;
            return heal.Covers(address, item) && (kept is null || IsOver(kept) || kept.Live != live || heal.Names(address, item)) ? ThreeWay.Heal(@base, desired, live, kept) : new ThreeWayResult((ChangeAction?)null);
        }

        return kept is not null && IsOver(kept) && kept.Desired == desired && kept.Live == live
            ? ThreeWay.Ended(desired, live)
            : ThreeWay.Compare(@base, desired, live, kept, resource.Conflicts, resource.Prune);
    }

    private bool IsOver(LedgerOverride kept) => kept.Until is { } until && until <= request.At;

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
            var ended = block == PlanCodes.Drift && request.Ignores?.FindOver(request.Target.Binding.Address, resource.Name, item) is { } rule ? $" {rule.Owner}'s rule that left it alone ended on {rule.Until}." : "";
            draft.Add(block.Finding($"{item}: {block.Title.ToLowerInvariant()}.{shown}{ended}", wanted?.Place ?? resource.Place, Address), PlanBlock.Conflict);
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
}
