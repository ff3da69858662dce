using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>Where each target of a run stands, for those who watch. The workflow itself does not read it.</summary>
public sealed class TargetStates(IRecordStore records)
{
    /// <summary>Sets a target's state.</summary>
    public async Task SetAsync(string run, TargetState state, CancellationToken cancellation)
    {
        var partition = RunPartitions.Targets(run);
        var key = state.Address.ToString();
        while (true)
        {
            var stored = await records.GetAsync(partition, key, cancellation);
            if (stored?.Read<TargetState>() == state)
            {
                return;
            }

            var written = stored is null
                ? await records.TryCreateAsync(partition, key, state, cancellation)
                : await records.TryReplaceAsync(partition, key, state, stored.ETag, cancellation);
            if (written is not null)
            {
                return;
            }
        }
    }

    /// <summary>Changes a target's state, when it has one.</summary>
    public async Task UpdateAsync(string run, TargetAddress address, Func<TargetState, TargetState> change, CancellationToken cancellation)
    {
        if (await records.GetAsync(RunPartitions.Targets(run), address.ToString(), cancellation) is { } stored)
        {
            await SetAsync(run, change(stored.Read<TargetState>()), cancellation);
        }
    }

    /// <summary>All targets of a run, by address.</summary>
    public async Task<IReadOnlyList<TargetState>> ListAsync(string run, CancellationToken cancellation)
    {
        var states = new List<TargetState>();
        await foreach (var stored in records.ListAsync(RunPartitions.Targets(run), "", cancellation))
        {
            states.Add(stored.Read<TargetState>());
        }

        return states;
    }
}
