using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;

namespace FunctionsMigrator.Engine.Tests;

/// <summary>Several machines with one storage: every call is made by the next of them, so nothing that one of them remembers may be missed by another.</summary>
internal sealed class TurningEventStore(params IReadOnlyList<IEventStore> machines) : IEventStore
{
    private int _turn;

    private IEventStore Next => machines[Interlocked.Increment(ref _turn) % machines.Count];

    public Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation) => Next.CreateAsync(start, cancellation);

    public Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation) => Next.FindAsync(instanceId, cancellation);

    public IAsyncEnumerable<StoredInstance> ListOpenAsync(CancellationToken cancellation) => Next.ListOpenAsync(cancellation);

    public Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation) => Next.ReadAsync(instanceId, cancellation);

    public Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation) => Next.LeaseAsync(root, owner, duration, cancellation);

    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation) => Next.RenewAsync(lease, duration, cancellation);

    public Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation) => Next.ReleaseAsync(lease, rest, cancellation);

    public Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation) => Next.AppendAsync(lease, append, cancellation);

    public Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation) =>
        Next.MarkDivergedAsync(lease, instanceId, problem, cancellation);

    public Task<bool> RingAsync(string instanceId, CancellationToken cancellation) => Next.RingAsync(instanceId, cancellation);

    public Task<Bell> HearAsync(string instanceId, CancellationToken cancellation) => Next.HearAsync(instanceId, cancellation);

    public Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation) => Next.ListDueAsync(limit, cancellation);

    public Task<bool> IsDueAsync(string root, CancellationToken cancellation) => Next.IsDueAsync(root, cancellation);

    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation) => Next.PurgeAsync(endedBefore, limit, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
