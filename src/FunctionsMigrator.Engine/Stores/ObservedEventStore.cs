using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>A store that tells an observer of every durable write, before and after. Reads pass through.</summary>
public sealed class ObservedEventStore(IEventStore inner, IDurableWriteObserver observer) : IEventStore
{
    /// <inheritdoc/>
    public Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation) =>
        ObserveAsync("Create", start.InstanceId, [start], () => inner.CreateAsync(start, cancellation));

    /// <inheritdoc/>
    public Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation) => inner.FindAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredInstance> ListOpenAsync(CancellationToken cancellation) => inner.ListOpenAsync(cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation) => inner.ReadAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation) =>
        ObserveAsync("Lease", root, [], () => inner.LeaseAsync(root, owner, duration, cancellation));

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation) =>
        ObserveAsync("Renew", lease.Root, [], () => inner.RenewAsync(lease, duration, cancellation));

    /// <inheritdoc/>
    public Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation) =>
        ObserveAsync("Release", lease.Root, [], async () =>
        {
            await inner.ReleaseAsync(lease, rest, cancellation);
            return true;
        });

    /// <inheritdoc/>
    public Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation) =>
        ObserveAsync("Append", append.InstanceId, append.Facts, () => inner.AppendAsync(lease, append, cancellation));

    /// <inheritdoc/>
    public Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation) =>
        ObserveAsync("MarkDiverged", instanceId, [], () => inner.MarkDivergedAsync(lease, instanceId, problem, cancellation));

    /// <inheritdoc/>
    public Task<bool> RingAsync(string instanceId, CancellationToken cancellation) =>
        ObserveAsync("Ring", instanceId, [], () => inner.RingAsync(instanceId, cancellation));

    /// <inheritdoc/>
    public Task<Bell> HearAsync(string instanceId, CancellationToken cancellation) => inner.HearAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation) => inner.ListDueAsync(limit, cancellation);

    /// <inheritdoc/>
    public Task<bool> IsDueAsync(string root, CancellationToken cancellation) => inner.IsDueAsync(root, cancellation);

    /// <inheritdoc/>
    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation) =>
        ObserveAsync("Purge", "", [], () => inner.PurgeAsync(endedBefore, limit, cancellation));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> ObserveAsync<T>(string kind, string instanceId, IReadOnlyList<Fact> facts, Func<Task<T>> write)
    {
        var about = new DurableWrite(kind, instanceId, facts);
        observer.Before(about);
        var result = await write();
        observer.After(about);
        return result;
    }
}
