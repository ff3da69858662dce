using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>A store for tests and trials: as the port promises, except that it lives and dies with this object.</summary>
public sealed class InMemoryEventStore(TimeProvider time) : IEventStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _instances = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_instances.TryAdd(start.InstanceId, new Entry(StoredInstance.Of(start), [start])))
            {
                return Task.FromResult(false);
            }

            _runs.Add(start.Root, new Run { DueAt = DateTimeOffset.MinValue });
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult(_instances.GetValueOrDefault(instanceId)?.Instance);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredInstance> ListOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        List<StoredInstance> open;
        lock (_gate)
        {
            open = [.. _runs.Where(run => run.Value.EndedAt is null).Select(run => _instances[run.Key].Instance)];
        }

        foreach (var instance in open)
        {
            await Task.CompletedTask;
            yield return instance;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<Fact>>(_instances.TryGetValue(instanceId, out var entry) ? [.. entry.Facts] : []);
        }
    }

    /// <inheritdoc/>
    public Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var run = _runs[root];
            if (run.Owner is not null && run.ExpiresAt > time.GetUtcNow())
            {
                return Task.FromResult(new LeaseAnswer(null, run.Owner, run.ExpiresAt));
            }

            (run.Owner, run.Fence, run.ExpiresAt, run.DueAt) = (owner, run.Fence + 1, time.GetUtcNow() + duration, DateTimeOffset.MinValue);
            return Task.FromResult(new LeaseAnswer(new Lease(root, owner, run.Fence, run.Rings)));
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Holder(lease) is not { } run)
            {
                return Task.FromResult(false);
            }

            run.ExpiresAt = time.GetUtcNow() + duration;
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Holder(lease) is { } run)
            {
                (run.Owner, run.DueAt, run.Heard) = (null, rest.DueAt ?? DateTimeOffset.MaxValue, rest.HeardRings);
            }

            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Holder(lease) is not { } run)
            {
                return Task.FromResult(false);
            }

            var entry = _instances.GetValueOrDefault(append.InstanceId);
            var after = StoredInstance.After(entry?.Instance, append);
            entry ??= _instances[append.InstanceId] = new Entry(after, []);
            entry.Instance = after;
            entry.Facts.AddRange(append.Facts);
            entry.Rang &= !append.Facts.Any(fact => fact is Woken);
            if (after.Ended && after.Parent is null)
            {
                run.EndedAt = append.Facts[^1].At;
            }

            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Holder(lease) is null)
            {
                return Task.FromResult(false);
            }

            var entry = _instances[instanceId];
            entry.Instance = entry.Instance with { State = problem is null ? InstanceState.Running : InstanceState.Diverged, Problem = problem };
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RingAsync(string instanceId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_instances.TryGetValue(instanceId, out var entry) || entry.Instance.Ended)
            {
                return Task.FromResult(false);
            }

            entry.Rang = true;
            _runs[entry.Instance.Root].Rings++;
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<Bell> HearAsync(string instanceId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var entry = _instances[instanceId];
            return Task.FromResult(new Bell(entry.Rang, _runs[entry.Instance.Root].Rings));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. _runs
                .Where(run => IsDue(run.Value))
                .OrderBy(run => run.Value.DueAt)
                .Select(run => run.Key)
                .Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<bool> IsDueAsync(string root, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult(_runs.TryGetValue(root, out var run) && IsDue(run));
        }
    }

    /// <inheritdoc/>
    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation)
    {
        lock (_gate)
        {
            string[] roots = [.. _runs.Where(run => run.Value.EndedAt < endedBefore).OrderBy(run => run.Value.EndedAt).Select(run => run.Key).Take(limit)];
            foreach (var id in _instances.Where(entry => roots.Contains(entry.Value.Instance.Root)).Select(entry => entry.Key).ToArray())
            {
                _instances.Remove(id);
            }

            foreach (var root in roots)
            {
                _runs.Remove(root);
            }

            return Task.FromResult(roots.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool IsDue(Run run)
    {
        var now = time.GetUtcNow();
        return run.EndedAt is null && (run.Owner is null || run.ExpiresAt <= now) && (run.DueAt <= now || run.Rings > run.Heard);
    }

    private Run? Holder(Lease lease) =>
        _runs.TryGetValue(lease.Root, out var run) && run.Fence == lease.Fence && run.Owner == lease.Owner ? run : null;

    private sealed class Run
    {
        public string? Owner { get; set; }

        public long Fence { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public DateTimeOffset? EndedAt { get; set; }

        public long Rings { get; set; }

        public long Heard { get; set; }
    }

    private sealed class Entry(StoredInstance instance, List<Fact> facts)
    {
        public StoredInstance Instance { get; set; } = instance;

        public List<Fact> Facts { get; } = facts;

        public bool Rang { get; set; }
    }
}
