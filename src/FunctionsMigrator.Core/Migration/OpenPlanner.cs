using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Opens a target and plans it. Whatever keeps it from being planned becomes a plan that says so.</summary>
internal sealed class OpenPlanner(MigratorServices services, EnvironmentRecords environments, TakenBackChanges takenBack)
{
    public async Task<TargetPlan> PlanAsync(
        MetadataRepository repository, Digest bundle, TargetBinding binding, string environment, CancellationToken cancellation, DriftHeal? heal = null)
    {
        var address = binding.Address;
        var slices = await services.Desired.SlicesAsync(repository, binding, cancellation);
        if (!slices.TryGet(out var found))
        {
            return TargetPlanner.Unreachable(address, bundle, slices.Findings) with { Blocked = PlanBlock.Invalid };
        }

        var opened = services.TargetTypes.TryGetValue(binding.Type, out var type)
            ? await type.OpenAsync(binding, TargetAccess.Plan, cancellation)
            : TargetCodes.UnknownType.Fail<ITarget>($"There is no target type '{binding.Type}'.", target: address.ToString());
        if (!opened.TryGet(out var target))
        {
            return TargetPlanner.Unreachable(address, bundle, opened.Findings);
        }

        await using (target)
        {
            if (await NotOursAsync(target, cancellation) is { } refused)
            {
                return TargetPlanner.Unreachable(address, bundle, refused);
            }

            var ledger = await environments.LedgerAsync(address, cancellation);
            var retries = repository.Changes.Select(note => note.Retry).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var request = new PlanRequest(repository, bundle, target, found, ledger?.Blob, await takenBack.OfAsync(environment, address, cancellation), retries)
            {
                At = services.Time.GetUtcNow(),
                Ignores = repository.Environments[environment].Drift.Ignore is { Count: > 0 } rules ? new DriftIgnores(rules, services.Time.GetUtcNow()) : null,
                Heal = heal,
            };
            var planner = new TargetPlanner(services.Desired, services.Store.Blobs, services.Store.Spill, new ValueMask(services.Store.Keys.Sensitive.ToArray()));
            return await planner.PlanAsync(request, cancellation);
        }
    }

    private async Task<IReadOnlyList<Finding>?> NotOursAsync(ITarget target, CancellationToken cancellation)
    {
        var marker = await target.ReadMarkerAsync(cancellation);
        if (!marker.Succeeded)
        {
            return marker.Findings;
        }

        return marker.Value is { } owner && owner.Store != services.Store.Id
            ? [TargetCodes.OtherStore.Finding($"The target is owned by store {owner.Store}; this is store {services.Store.Id}.", target: target.Binding.Address.ToString())]
            : null;
    }
}
