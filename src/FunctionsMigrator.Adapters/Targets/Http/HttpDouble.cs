using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>
/// The service as far as a rehearsal can have it: what is read comes from the live service, once; what is written stays in memory. It proves that the plan fits what is there
/// and can be taken back, not that the service takes the bodies.
/// </summary>
internal sealed class HttpDouble(HttpTarget live, TimeProvider time) : ITarget
{
    private readonly Dictionary<string, LiveItem?> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WriteResult> _receipts = new(StringComparer.Ordinal);
    private TargetMarker? _marker;

    public TargetBinding Binding => live.Binding;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) => Task.FromResult(Outcome.Of(_marker));

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _marker = new TargetMarker(request.Store, (_marker?.Claim ?? 0) + 1, request.Run);
        return Task.FromResult(Outcome.Of(new Claim(request.Store, request.Run, _marker.Claim)));
    }

    public async IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        HttpBatch.RequireKind(live.Place, slice);
        foreach (var key in (slice.Keys ?? []).Distinct(StringComparer.Ordinal).Order(Utf8Order.Instance))
        {
            if (await FindAsync(slice, key, cancellation) is { } item)
            {
                yield return item;
            }
        }
    }

    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        ConditionalWrite.Require(keys);
        var found = new List<LiveItem?>(keys.Count);
        foreach (var key in keys)
        {
            found.Add(await FindAsync(slice, key, cancellation));
        }

        return found;
    }

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(
        Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation) => HttpOutcome.TryAsync(async () =>
    {
        var bodies = await HttpBatch.BodiesAsync(live.Place, batch, cancellation);
        if (!Claims.Holds(_marker, claim))
        {
            throw new TargetException(Claims.Lost(_marker, claim) with { Target = Binding.Address.ToString() });
        }

        var results = new List<WriteResult>(batch.Count);
        foreach (var (write, body) in batch.Zip(bodies))
        {
            results.Add(_receipts.GetValueOrDefault(write.ChangeId) ?? await WriteAsync(claim, slice, write, body, cancellation));
        }

        return (IReadOnlyList<WriteResult>)results;
    });

    public Finding? Check(ResourceSlice slice, DesiredItem item) => live.Check(slice, item);

    public Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation) => live.ReadHistoryAsync(resource, cancellation);

    public Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation) =>
        live.RunScriptAsync(claim, slice, script, cancellation);

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation) =>
        live.DescribeAsync(table, pending, cancellation);

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => HttpOutcome.FingerprintAsync(this, scope, cancellation);

    public Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation) => live.ScalarAsync(query, cancellation);

    public ValueTask DisposeAsync() => live.DisposeAsync();

    private async Task<LiveItem?> FindAsync(ResourceSlice slice, string key, CancellationToken cancellation)
    {
        if (!_items.TryGetValue(key, out var item))
        {
            _items[key] = item = (await live.ReadManyAsync(slice, [key], cancellation))[0];
        }

        return item;
    }

    private async Task<WriteResult> WriteAsync(Claim claim, ResourceSlice slice, ItemWrite write, ReadOnlyMemory<byte>? body, CancellationToken cancellation)
    {
        var before = (await FindAsync(slice, write.Key, cancellation))?.Checksum;
        var status = ConditionalWrite.Decide(before, write.Pre, write.Post, write.Intended);
        var result = new WriteResult(write.ChangeId, status, before, claim.Number, time.GetUtcNow());
        if (status is WriteStatus.Applied)
        {
            _items[write.Key] = body is { } bytes ? new LiveItem(write.Key, write.Post!.Value, ItemContent.Of(bytes)) : null;
        }

        if (status is not WriteStatus.Moved)
        {
            _receipts[write.ChangeId] = result;
        }

        return result;
    }
}
