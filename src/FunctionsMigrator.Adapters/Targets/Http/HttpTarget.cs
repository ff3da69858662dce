using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>One HTTP service as a target.</summary>
internal sealed class HttpTarget(TargetBinding binding, HttpPlace place, HttpService service, TargetAccess access, TimedOptions options) : ITarget
{
    private readonly HttpItems _items = new(service, place);

    public TargetBinding Binding { get; } = binding;

    public HttpPlace Place => place;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        HttpOutcome.TryAsync(async () => (await new HttpBookkeeping(service, place).ReadAsync(cancellation))?.Book.Marker);

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return HttpOutcome.TryAsync(async () => (await new TimedClaiming(new HttpBookkeeping(service, place), options).ClaimAsync(request, cancellation)).Claim);
    }

    public IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation)
    {
        HttpBatch.RequireKind(place, slice);
        return _items.AllAsync(slice, cancellation);
    }

    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        HttpBatch.RequireKind(place, slice);
        ConditionalWrite.Require(keys);
        var found = new List<LiveItem?>(keys.Count);
        foreach (var key in keys)
        {
            found.Add((await _items.FindAsync(key, cancellation))?.Item);
        }

        return found;
    }

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(
        Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        RequireApply();
        HttpBatch.RequireKind(place, slice);
        ConditionalWrite.Require(batch);
        return HttpOutcome.TryAsync(() => new HttpWrite(service, place, claim, options).RunAsync(batch, cancellation));
    }

    public Finding? Check(ResourceSlice slice, DesiredItem item) => HttpBatch.Check(place, item);

    public Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<AppliedScript>>([]);

    public Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation) =>
        Task.FromResult(HttpOutcome.NoSql<WriteResult>(place));

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation) =>
        Task.FromResult(HttpOutcome.NoSql<TableShape?>(place));

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => HttpOutcome.FingerprintAsync(this, scope, cancellation);

    public Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation) => Task.FromResult(HttpOutcome.NoSql<double?>(place));

    public ValueTask DisposeAsync()
    {
        service.Dispose();
        return ValueTask.CompletedTask;
    }

    private void RequireApply()
    {
        if (access != TargetAccess.Apply)
        {
            throw new InvalidOperationException($"{Binding.Address} was opened for reading.");
        }
    }
}
