using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores.Records;

/// <summary>
/// Instances and facts in the records of a shared store, so that hosts on several machines take turns with one run. Each run is a log of records that are created once
/// (<see cref="RunLog"/>): creating the next one is the whole transaction. What stands beside the logs (who holds a run, when it is due, which bells rang, which run an
/// instance belongs to) only says where to look.
/// </summary>
/// <param name="records">The store's records.</param>
/// <param name="time">The clock of leases and timers. Clocks of several hosts may differ by less than the lease's duration; a wider difference costs turns, never facts.</param>
public sealed class RecordEventStore(IRecordStore records, TimeProvider time) : IEventStore
{
    private const string Open = "engine-open";
    private const string Ended = "engine-ended";
    private const string Index = "engine-instances";
    private const string Bells = "engine-bells";
    private const int KeptLogs = 64;

    private readonly ConcurrentDictionary<string, RunLog> _logs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation)
    {
        if (await FindAsync(start.InstanceId, cancellation) is not null)
        {
            return false;
        }

        // The first entry of the log makes the run; what was written before it and is left by a crash is found by whoever asks again.
        await records.TryCreateAsync(Open, start.Root, OpenRun.New, cancellation);
        await records.TryCreateAsync(Index, start.InstanceId, start.Root, cancellation);
        return await UseAsync(
            start.Root, async log => !log.Exists && await log.TryAppendAsync(new LogEntry(NewToken(), 0, start.InstanceId, [start]), cancellation), cancellation);
    }

    /// <inheritdoc/>
    public async Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation) => (await LookAsync(instanceId, cancellation))?.Instance;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation) => (await LookAsync(instanceId, cancellation))?.Facts ?? [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredInstance> ListOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in records.ListAsync(Open, "", cancellation))
        {
            if (await FindAsync(stored.Key, cancellation) is { Ended: false } instance)
            {
                yield return instance;
            }
        }
    }

    /// <inheritdoc/>
    public Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation) => UseAsync(root, async log =>
    {
        while (true)
        {
            var now = time.GetUtcNow();
            if (await records.GetAsync(Open, root, cancellation) is not { } stored)
            {
                return new LeaseAnswer(null, "nobody", now);
            }

            var run = stored.Read<OpenRun>();
            if (run.IsHeld(now))
            {
                return new LeaseAnswer(null, run.Owner, run.ExpiresAt);
            }

            var leased = run with { Owner = owner, Fence = Math.Max(run.Fence, log.Fence) + 1, ExpiresAt = now + duration, DueAt = DateTimeOffset.MinValue };
            if (await records.TryReplaceAsync(Open, root, leased, stored.ETag, cancellation) is not null && await GrantAsync(log, leased.Fence, cancellation))
            {
                return new LeaseAnswer(new Lease(root, owner, leased.Fence, (await BellsAsync(root, cancellation)).Total));
            }
        }
    }, cancellation);

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation) =>
        await ChangeAsync(lease, run => run with { ExpiresAt = time.GetUtcNow() + duration }, cancellation);

    /// <inheritdoc/>
    public Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation) =>
        ChangeAsync(lease, run => run with { Owner = null, DueAt = rest.DueAt, Heard = rest.HeardRings }, cancellation);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation) => UseAsync(lease.Root, async log =>
    {
        if (!await IsHeldAsync(lease, cancellation))
        {
            return false;
        }

        while (log.Fence == lease.Fence)
        {
            var after = StoredInstance.After(log.Find(append.InstanceId)?.Instance, append);
            if (append.Facts[0].Position == 0)
            {
                await records.TryCreateAsync(Index, append.InstanceId, lease.Root, cancellation);
            }

            long? heard = append.Facts.Any(fact => fact is Woken) ? (await BellsAsync(lease.Root, cancellation)).Instances.GetValueOrDefault(append.InstanceId) : null;
            if (await log.TryAppendAsync(new LogEntry(NewToken(), lease.Fence, append.InstanceId, append.Facts, Status: append.Status, Heard: heard), cancellation))
            {
                if (after.Ended && after.Parent is null)
                {
                    await CloseAsync(lease.Root, append.Facts[^1].At, cancellation);
                }

                return true;
            }
        }

        return false;
    }, cancellation);

    /// <inheritdoc/>
    public Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation) => UseAsync(lease.Root, async log =>
    {
        while (await IsHeldAsync(lease, cancellation) && log.Fence == lease.Fence)
        {
            if (await log.TryAppendAsync(new LogEntry(NewToken(), lease.Fence, instanceId, Problem: problem), cancellation))
            {
                return true;
            }
        }

        return false;
    }, cancellation);

    /// <inheritdoc/>
    public async Task<bool> RingAsync(string instanceId, CancellationToken cancellation)
    {
        if (await FindAsync(instanceId, cancellation) is not { Ended: false } instance)
        {
            return false;
        }

        await records.SetAsync<RunBells>(Bells, instance.Root, bells => (bells ?? RunBells.Silent).Ring(instanceId), cancellation);
        return true;
    }

    /// <inheritdoc/>
    public async Task<Bell> HearAsync(string instanceId, CancellationToken cancellation)
    {
        var (instance, _, heard) = await LookAsync(instanceId, cancellation) ?? throw new InvalidOperationException($"There is no instance {instanceId}.");
        var bells = await BellsAsync(instance.Root, cancellation);
        return new Bell(bells.Instances.GetValueOrDefault(instanceId) > heard, bells.Total);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation)
    {
        var due = new List<(DateTimeOffset At, string Root)>();
        await foreach (var stored in records.ListAsync(Open, "", cancellation))
        {
            if (await IsDueAsync(stored.Key, stored.Read<OpenRun>(), cancellation))
            {
                due.Add((stored.Read<OpenRun>().DueAt ?? DateTimeOffset.MaxValue, stored.Key));
            }
        }

        return [.. due.OrderBy(run => run.At).ThenBy(run => run.Root, StringComparer.Ordinal).Select(run => run.Root).Take(limit)];
    }

    /// <inheritdoc/>
    public async Task<bool> IsDueAsync(string root, CancellationToken cancellation) =>
        await records.GetAsync(Open, root, cancellation) is { } stored && await IsDueAsync(root, stored.Read<OpenRun>(), cancellation);

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation)
    {
        var purged = 0;
        await foreach (var ended in records.ListAsync(Ended, "", cancellation))
        {
            if (purged == limit || string.CompareOrdinal(ended.Key, EndedKey(endedBefore, "")) >= 0)
            {
                break;
            }

            await RemoveAsync(ended.Read<string>(), cancellation);
            await records.TryDeleteAsync(Ended, ended.Key, ended.ETag, cancellation);
            purged++;
        }

        return purged;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string NewToken() => Guid.NewGuid().ToString("N");

    private static string EndedKey(DateTimeOffset at, string root) => $"{at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture)}-{root}";

    // Once the entry stands, nobody writes under an older lease. A newer one that came first takes this one's turn.
    private static async Task<bool> GrantAsync(RunLog log, long fence, CancellationToken cancellation)
    {
        while (log.Fence < fence)
        {
            if (await log.TryAppendAsync(new LogEntry(NewToken(), fence), cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<RunBells> BellsAsync(string root, CancellationToken cancellation) =>
        (await records.GetAsync(Bells, root, cancellation))?.Read<RunBells>() ?? RunBells.Silent;

    private async Task<bool> IsHeldAsync(Lease lease, CancellationToken cancellation) =>
        (await records.GetAsync(Open, lease.Root, cancellation))?.Read<OpenRun>().Belongs(lease) == true;

    private async Task<bool> ChangeAsync(Lease lease, Func<OpenRun, OpenRun> change, CancellationToken cancellation)
    {
        while (await records.GetAsync(Open, lease.Root, cancellation) is { } stored && stored.Read<OpenRun>() is var run && run.Belongs(lease))
        {
            if (await records.TryReplaceAsync(Open, lease.Root, change(run), stored.ETag, cancellation) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsDueAsync(string root, OpenRun run, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (run.IsHeld(now) || !(run.DueAt <= now || (await BellsAsync(root, cancellation)).Total > run.Heard))
        {
            return false;
        }

        // A crash behind the last entry leaves the run's record; the log knows better.
        return await UseAsync(
            root,
            async log =>
            {
                if (log.EndedAt is { } ended)
                {
                    await CloseAsync(root, ended, cancellation);
                }

                return log is { Exists: true, EndedAt: null };
            },
            cancellation);
    }

    private async Task CloseAsync(string root, DateTimeOffset ended, CancellationToken cancellation)
    {
        await records.TryCreateAsync(Ended, EndedKey(ended, root), root, cancellation);
        if (await records.GetAsync(Open, root, cancellation) is { } open)
        {
            await records.TryDeleteAsync(Open, root, open.ETag, cancellation);
        }
    }

    private async Task RemoveAsync(string root, CancellationToken cancellation)
    {
        var instances = await UseAsync(root, log => Task.FromResult(log.Instances.ToList()), cancellation);
        foreach (var instance in instances)
        {
            await RemoveAsync(Index, instance, cancellation);
        }

        await RemoveAsync(Bells, root, cancellation);
        foreach (var partition in new[] { RunLog.PartsPartition(root), RunLog.Partition(root) })
        {
            await foreach (var stored in records.ListAsync(partition, "", cancellation))
            {
                await records.TryDeleteAsync(partition, stored.Key, stored.ETag, cancellation);
            }
        }

        _logs.TryRemove(root, out _);
    }

    private async Task RemoveAsync(string partition, string key, CancellationToken cancellation)
    {
        if (await records.GetAsync(partition, key, cancellation) is { } stored)
        {
            await records.TryDeleteAsync(partition, key, stored.ETag, cancellation);
        }
    }

    private async Task<(StoredInstance Instance, IReadOnlyList<Fact> Facts, long Heard)?> LookAsync(string instanceId, CancellationToken cancellation) =>
        (await records.GetAsync(Index, instanceId, cancellation))?.Read<string>() is { } root
            ? await UseAsync(root, log => Task.FromResult(log.Find(instanceId) is { } found ? (found.Instance, (IReadOnlyList<Fact>)[.. found.Facts], found.Heard) : default((StoredInstance, IReadOnlyList<Fact>, long)?)), cancellation)
            : null;

    // What went wrong half-way may or may not stand: the log is read anew then.
    private async Task<T> UseAsync<T>(string root, Func<RunLog, Task<T>> use, CancellationToken cancellation)
    {
        if (_logs.Count >= KeptLogs)
        {
            _logs.Clear();
        }

        var log = _logs.GetOrAdd(root, key => new RunLog(records, key));
        await log.Gate.WaitAsync(cancellation);
        try
        {
            await log.ReadOnAsync(cancellation);
            return await use(log);
        }
        catch
        {
            _logs.TryRemove(KeyValuePair.Create(root, log));
            throw;
        }
        finally
        {
            log.Gate.Release();
        }
    }
}
