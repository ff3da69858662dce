using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>Where each target of a run stands, for those who watch. The workflow itself does not read it.</summary>
public sealed class TargetStates(IRecordStore records)
{
    /// <summary>Sets a target's state.</summary>
    public Task SetAsync(string run, TargetState state, CancellationToken cancellation) =>
        records.SetAsync<TargetState>(RunPartitions.Targets(run), state.Address.ToString(), _ => state, cancellation);

    /// <summary>Changes a target's state, when it has one.</summary>
    public async Task UpdateAsync(string run, TargetAddress address, Func<TargetState, TargetState> change, CancellationToken cancellation)
    {
        if (await GetAsync(run, address, cancellation) is not null)
        {
            await records.SetAsync<TargetState>(RunPartitions.Targets(run), address.ToString(), state => change(state!), cancellation);
        }
    }

    /// <summary>One target's state; null when the run does not know the target.</summary>
    public async Task<TargetState?> GetAsync(string run, TargetAddress address, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Targets(run), address.ToString(), cancellation))?.Read<TargetState>();

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
