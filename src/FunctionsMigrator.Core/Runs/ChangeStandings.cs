using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>Since when which change stands on all targets of an environment: from the end of the first good run of a commit that holds its note, until that run is taken back.</summary>
public sealed class ChangeStandings(IRecordStore records)
{
    /// <summary>All of them, by the name of the note.</summary>
    public async Task<IReadOnlyDictionary<string, ChangeStanding>> OfAsync(string environment, CancellationToken cancellation)
    {
        var standing = new Dictionary<string, ChangeStanding>(StringComparer.Ordinal);
        await foreach (var stored in records.ListAsync(RunPartitions.Changes(environment), "", cancellation))
        {
            standing[stored.Key] = stored.Read<ChangeStanding>();
        }

        return standing;
    }

    /// <summary>Notes what a good run brought; what stood before keeps its time.</summary>
    public async Task NoteAsync(string environment, IReadOnlyList<string> changes, ChangeStanding standing, CancellationToken cancellation)
    {
        var known = await OfAsync(environment, cancellation);
        foreach (var change in changes.Where(change => !known.ContainsKey(change)))
        {
            await records.TryCreateAsync(RunPartitions.Changes(environment), change, standing, cancellation);
        }
    }

    /// <summary>Forgets what a run brought that was taken back.</summary>
    public async Task ForgetAsync(string environment, string run, CancellationToken cancellation)
    {
        foreach (var change in (await OfAsync(environment, cancellation)).Where(change => change.Value.Run == run).Select(change => change.Key))
        {
            while (await records.GetAsync(RunPartitions.Changes(environment), change, cancellation) is { } stored
                && stored.Read<ChangeStanding>().Run == run
                && !await records.TryDeleteAsync(RunPartitions.Changes(environment), change, stored.ETag, cancellation))
            {
            }
        }
    }
}
