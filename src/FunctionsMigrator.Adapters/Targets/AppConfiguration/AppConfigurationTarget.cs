using System.Runtime.CompilerServices;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>The key-values of one label in one store as a target.</summary>
internal sealed class AppConfigurationTarget(TargetBinding binding, AppConfigurationPlace place, KeyValueService service, TargetAccess access, AppConfigurationOptions options)
    : AzureTarget(binding, access, AppConfigurationTargetType.Held), ITarget
{
    private static readonly TimeSpan KeepForms = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeepLost = TimeSpan.FromDays(1);

    private readonly KeyValueBookkeeping _bookkeeping = new(service, place);

    // Which forms are kept stays known between the batches of one step.
    private (string Collection, Claim Claim, KeptForms Forms)? _kept;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        TryAsync(async () => (await _bookkeeping.ReadAsync(cancellation))?.Book.Marker, cancellation);

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(
            async () =>
            {
                var (claim, _) = await new TimedClaiming(_bookkeeping, options.Timed).ClaimAsync(request, cancellation);
                var now = options.Timed.Time.GetUtcNow();
                await _bookkeeping.SweepAsync(now - KeepLost, cancellation);
                await KeptForms.SweepAsync(service, place, now - KeepForms, cancellation);
                return claim;
            },
            cancellation);
    }

    public IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation)
    {
        var items = Items(slice);
        return SortedAsync(items, cancellation).Guard(exception => cancellation.IsCancellationRequested ? null : Explain(exception), cancellation);
    }

    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        ConditionalWrite.Require(keys);
        var items = Items(slice);
        return await ReadOrThrowAsync(
            async () => (await service.FindManyAsync([.. keys.Select(items.NameOf)], place.Label, cancellation))
                .Select(found => found is not null && items.KeyOf(found.Key) is not null ? items.Read(found) : null).ToList(),
            cancellation);
    }

    public Finding? Check(ResourceSlice slice, DesiredItem item) => item.Content.Inline is { } content ? Items(slice).Check(item.Key, content) : null;

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        RequireApply();
        var items = Items(slice);
        ConditionalWrite.Require(batch);
        if (_kept is not { } known || known.Collection != slice.Collection || known.Claim != claim)
        {
            _kept = known = (slice.Collection, claim, new KeptForms(service, place, items));
        }

        return TryAsync(
            async () =>
            {
                using var write = new KeyValueWrite(service, place, items, slice, _bookkeeping, known.Forms, claim, options);
                return await write.RunAsync(batch, cancellation);
            },
            cancellation);
    }

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation) => Task.FromResult(NoSql<TableShape?>());

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => TryAsync(
        async () =>
        {
            using var content = new FingerprintHash();
            foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
            {
                content.Add(slice.Collection);
                var items = Items(slice);

                // The whole key-value counts, with content type, layout and tags.
                await foreach (var (key, whole) in Utf8Sort.SortAsync(() => PairsAsync(items, Whole, cancellation), options.Spill, cancellation: cancellation))
                {
                    content.Add(key);
                    content.Add('k', whole);
                }
            }

            return new Fingerprint(Digest.Of([]), content.End(), Complete: true);
        },
        cancellation);

    protected override Finding? Explain(Exception exception) => service.Explain(exception);

    private static byte[] Whole(KeyValue keyValue) => keyValue.ToBody();

    private async IAsyncEnumerable<LiveItem> SortedAsync(KeyValueItems items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The store's order is its own: not that of bytes.
        var pairs = Utf8Sort.SortAsync(() => PairsAsync(items, found => items.Read(found).Content.Inline!.Value.ToArray(), cancellation), options.Spill, cancellation: cancellation);
        await foreach (var (key, content) in pairs)
        {
            yield return new LiveItem(key, Digest.Of(content), ItemContent.Of(content));
        }
    }

    private async IAsyncEnumerable<(string Key, byte[] Content)> PairsAsync(
        KeyValueItems items, Func<KeyValue, byte[]> content, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var found in service.ListAsync(items.Filter, place.Label, cancellation: cancellation))
        {
            if (items.KeyOf(found.Key) is { } key)
            {
                yield return (key, content(found));
            }
        }
    }

    private KeyValueItems Items(ResourceSlice slice)
    {
        RequireKind(slice);
        return KeyValueItems.Of(slice, Binding, place.Label);
    }
}
