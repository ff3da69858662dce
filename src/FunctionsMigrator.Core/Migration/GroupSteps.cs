using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Names the targets that a child run works on.</summary>
internal sealed class GroupSteps(MigratorServices services, RunStore runs, RunMetadata metadata, TargetStates states)
{
    public async Task<StepReply<GroupTargets>> LoadAsync(StepContext context, GroupStep input, CancellationToken cancellation)
    {
        if (input.Waves is not { } blob)
        {
            var bindings = await metadata.BindingsAsync(await runs.RequireAsync(input.Run, cancellation), cancellation);
            var mine = bindings.Skip(input.Group * FetchBundleStep.TargetsPerGroup).Take(FetchBundleStep.TargetsPerGroup);
            return StepReply.Of(new GroupTargets([.. mine.Select(binding => new TargetWave(binding.Address, "", []))]));
        }

        var waves = await services.Store.Blobs.ReadJsonAsync<IReadOnlyList<Wave>>(BlobArea.Plans, blob, cancellation) ?? [];
        var groups = waves.Where(wave => input.Wave == 0 || wave.Number == input.Wave).SelectMany(wave => wave.Groups).ToList();
        return StepReply.Of(new GroupTargets(input.Unfinished is true ? await UnfinishedAsync(input.Run, groups[input.Group].Targets, cancellation) : groups[input.Group].Targets));
    }

    // A unit is done as a whole or not at all: its targets may depend on each other.
    private async Task<IReadOnlyList<TargetWave>> UnfinishedAsync(string run, IReadOnlyList<TargetWave> targets, CancellationToken cancellation)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in targets.Select(target => target.Address))
        {
            if (!open.Contains(address.Unit) && (await states.GetAsync(run, address, cancellation))?.Progress is not TargetProgress.Applied)
            {
                open.Add(address.Unit);
            }
        }

        return [.. targets.Where(target => open.Contains(target.Address.Unit))];
    }
}
