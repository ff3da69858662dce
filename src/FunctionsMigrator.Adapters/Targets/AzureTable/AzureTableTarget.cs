using Azure.Data.Tables;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>One table as a target.</summary>
internal sealed class AzureTableTarget(TargetBinding binding, AzureTablePlace place, TableClient table, TargetAccess access, AzureTargetOptions options)
    : AzureTarget(binding, access, AzureTableTargetType.Held), ITarget
{
    // Receipts and the partition's claim are kept between the batches of one step.
    private (string Collection, TableWrite Write)? _write;

    // As the service takes them best; more wait for each other.
    public int WritesAtOnce => 2;

    // Whole transactions, so that none is sent for a rest of a few.
    public int? BatchSize => 5 * TableWrite.MostItems;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        TryAsync(async () => (await new TableMarker(table, Binding.Address).ReadAsync(cancellation))?.Marker, cancellation);

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(() => new TableClaim(table, Binding.Address, options).RaiseAsync(request, cancellation), cancellation);
    }

    public IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation) =>
        TableRead.ItemsAsync(table, Items(slice), slice.Parts, options.Spill, cancellation)
            .Guard(exception => cancellation.IsCancellationRequested ? null : Explain(exception), cancellation);

    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        ConditionalWrite.Require(keys);
        var items = Items(slice);
        return await ReadOrThrowAsync(
            async () => (await TableRead.FindManyAsync(table, items.Partition, [.. keys.Select(items.RowOf)], cancellation))
                .Select(entity => entity is null ? null : items.Read(entity)).ToList(),
            cancellation);
    }

    public Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<LiveItem?>>> ReadAhead(ResourceSlice slice)
    {
        var items = Items(slice);
        var read = TableRead.Ahead(table, items.Partition);
        return async (keys, cancellation) =>
        {
            ConditionalWrite.Require(keys);
            return await ReadOrThrowAsync(
                async () => (await read([.. keys.Select(items.RowOf)], cancellation)).Select(entity => entity is null ? null : items.Read(entity)).ToList(), cancellation);
        };
    }

    public Finding? Check(ResourceSlice slice, DesiredItem item) =>
        item.Content.Inline is { } content ? Items(slice).Check(item.Key, content) : null;

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        RequireApply();
        var items = Items(slice);
        ConditionalWrite.Require(batch);
        if (_write is not { } open || open.Collection != slice.Collection || open.Write.Claim != claim)
        {
            _write = open = (slice.Collection, new TableWrite(table, items, slice, claim, Binding.Address, options));
        }

        return TryAsync(() => open.Write.RunAsync(batch, cancellation), cancellation);
    }

    public Task<Outcome<TableShape?>> DescribeAsync(string name, IReadOnlyList<SqlScript> pending, CancellationToken cancellation) => Task.FromResult(
        place.Tables.TryGetValue(name, out var shape)
            ? Outcome.Of<TableShape?>(shape)
            : Outcome.Fail<TableShape?>(AzureTablePlace.Undeclared(Binding, name)));

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => TryAsync(
        async () =>
        {
            using var content = new FingerprintHash();
            var complete = true;
            foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
            {
                complete &= await AddAsync(content, slice, scope.VerifyRows, cancellation);
            }

            return new Fingerprint(Digest.Of([]), content.End(), complete);
        },
        cancellation);

    // The whole entity counts, with the properties that nobody manages and the types of all.
    private async Task<bool> AddAsync(FingerprintHash content, ResourceSlice slice, int verifyRows, CancellationToken cancellation)
    {
        content.Add(slice.Collection);
        var items = Items(slice);
        long count = 0;
        await foreach (var entity in TableRead.RangesAsync(table, items.Partition, items.Cuts(slice.Parts), cancellation))
        {
            count++;
            if (slice.Kind == ResourceKind.ReferenceData && count > verifyRows)
            {
                continue;
            }

            content.Add(entity.RowKey);
            foreach (var (name, value) in entity.Where(property => !TableLayout.IsSystem(property.Key)).OrderBy(property => property.Key, StringComparer.Ordinal))
            {
                content.Add(name);
                EntityValue.Add(content, value);
            }
        }

        content.Add(count);
        return slice.Kind != ResourceKind.ReferenceData || count <= verifyRows;
    }

    private TableItems Items(ResourceSlice slice)
    {
        RequireKind(slice);
        return TableItems.Of(slice, Binding, place);
    }

    protected override Finding? Explain(Exception exception) => TableTargets.ExplainTable(exception, Binding, table);
}
