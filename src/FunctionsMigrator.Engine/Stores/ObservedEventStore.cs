using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>
/// A store that tells an observer of every durable write, before and after, as <c>engine append run-1 3 StepCompleted, 4 StepScheduled</c>. Reads pass through. An
/// exception of the observer passes through the engine like a crash: nothing is recorded because of it.
/// </summary>
public sealed class ObservedEventStore(IEventStore inner, IDurableWriteObserver observer) : IEventStore
{
    /// <inheritdoc/>
    public Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation) =>
        ObserveAsync($"create {start.InstanceId}", () => inner.CreateAsync(start, cancellation), created => created, cancellation);

    /// <inheritdoc/>
    public Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation) => inner.FindAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredInstance> ListOpenAsync(CancellationToken cancellation) => inner.ListOpenAsync(cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation) => inner.ReadAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation) =>
        ObserveAsync($"lease {root}", () => inner.LeaseAsync(root, owner, duration, cancellation), answer => answer.Granted is not null, cancellation);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation) =>
        ObserveAsync($"renew {lease.Root}", () => inner.RenewAsync(lease, duration, cancellation), renewed => renewed, cancellation);

    /// <inheritdoc/>
    public Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation) =>
        ObserveAsync(
            $"release {lease.Root}",
            async () =>
            {
                await inner.ReleaseAsync(lease, rest, cancellation);
                return true;
            },
            released => released,
            cancellation);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation) =>
        ObserveAsync(
            $"append {append.InstanceId} {string.Join(", ", append.Facts.Select(fact => $"{fact.Position} {fact.GetType().Name}"))}",
            () => inner.AppendAsync(lease, append, cancellation),
            appended => appended,
            cancellation);

    /// <inheritdoc/>
    public Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation) =>
        ObserveAsync($"mark-diverged {instanceId}", () => inner.MarkDivergedAsync(lease, instanceId, problem, cancellation), marked => marked, cancellation);

    /// <inheritdoc/>
    public Task<bool> RingAsync(string instanceId, CancellationToken cancellation) =>
        ObserveAsync($"ring {instanceId}", () => inner.RingAsync(instanceId, cancellation), rang => rang, cancellation);

    /// <inheritdoc/>
    public Task<Bell> HearAsync(string instanceId, CancellationToken cancellation) => inner.HearAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation) => inner.ListDueAsync(limit, cancellation);

    /// <inheritdoc/>
    public Task<bool> IsDueAsync(string root, CancellationToken cancellation) => inner.IsDueAsync(root, cancellation);

    /// <inheritdoc/>
    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation) =>
        ObserveAsync("purge", () => inner.PurgeAsync(endedBefore, limit, cancellation), purged => purged > 0, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> ObserveAsync<T>(string write, Func<Task<T>> act, Func<T, bool> wrote, CancellationToken cancellation)
    {
        await observer.BeforeAsync($"engine {write}", cancellation);
        var result = await act();
        if (wrote(result))
        {
            await observer.AfterAsync($"engine {write}", cancellation);
        }

        return result;
    }
}
