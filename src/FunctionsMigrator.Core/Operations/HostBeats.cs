using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Which loops of the hosts go on. Each says so in the store, and each looks at the others: a loop that hangs says nothing itself. A host that is stopped on purpose takes its
/// loops out; where another host goes on, it puts them back within a turn.
/// </summary>
public sealed class HostBeats(IRecordStore records, TimeProvider time)
{
    /// <summary>The sweep.</summary>
    public const string Sweep = "sweep";

    /// <summary>The look for drift.</summary>
    public const string Drift = "drift";

    /// <summary>The delivery of notices.</summary>
    public const string Notices = "notices";

    private const string Prefix = "beat-";

    /// <summary>The loop is there, and will be again after <paramref name="every"/>. A clock behind that of another host moves nothing back.</summary>
    public Task BeatAsync(string loop, TimeSpan every, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return records.SetAsync<HostBeat>(RunPartitions.Hosts, $"{Prefix}{loop}", last => last is not null && last.At > now ? last : new HostBeat(loop, now, every), cancellation);
    }

    /// <summary>The host stops on purpose.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        foreach (var loop in new[] { Sweep, Drift, Notices })
        {
            if (await records.GetAsync(RunPartitions.Hosts, $"{Prefix}{loop}", cancellation) is { } stored)
            {
                await records.TryDeleteAsync(RunPartitions.Hosts, stored.Key, stored.ETag, cancellation);
            }
        }
    }

    /// <summary>The loops that go on or stopped, by name. One that a host took out on purpose is none.</summary>
    public async Task<IReadOnlyList<HostBeat>> ListAsync(CancellationToken cancellation)
    {
        var beats = new List<HostBeat>();
        await foreach (var stored in records.ListAsync(RunPartitions.Hosts, Prefix, cancellation))
        {
            beats.Add(stored.Read<HostBeat>());
        }

        return beats;
    }

    /// <summary>The loops that should have been there again and were not.</summary>
    public async Task<IReadOnlyList<HostBeat>> StoppedAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return [.. (await ListAsync(cancellation)).Where(beat => beat.HasStopped(now))];
    }

    /// <summary>People were told that the loop stopped. False: somebody else told them, or it is there again.</summary>
    public async Task<bool> ToldAsync(HostBeat beat, CancellationToken cancellation) =>
        await records.GetAsync(RunPartitions.Hosts, $"{Prefix}{beat.Loop}", cancellation) is { } stored && stored.Read<HostBeat>() == beat
        && await records.TryReplaceAsync(RunPartitions.Hosts, stored.Key, beat with { Told = beat.At }, stored.ETag, cancellation) is not null;
}
