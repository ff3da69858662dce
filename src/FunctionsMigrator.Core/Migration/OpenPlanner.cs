using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Opens a target and plans it. Whatever keeps it from being planned becomes a plan that says so.</summary>
internal sealed class OpenPlanner(MigratorServices services, EnvironmentRecords environments, TakenBackChanges takenBack)
{
    public async Task<TargetPlan> PlanAsync(
        MetadataRepository repository, Digest bundle, TargetBinding binding, string environment, CancellationToken cancellation, DriftHeal? heal = null, bool look = false)
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
                Structure = ledger?.Structure,
                Looks = look,
                ComparesStructure = look || (ledger?.Structure is not null && await IsDriftedAsync(environment, address, cancellation)),
            };
            var planner = new TargetPlanner(services.Desired, services.Store.Blobs, services.Store.Spill, new ValueMask(services.Store.Keys.Sensitive.ToArray()));
            var plan = await planner.PlanAsync(request, cancellation);
            if (look && ledger is not null && plan.Structure is null)
            {
                await BeginStructureAsync(ledger, request, cancellation);
            }

            return plan;
        }
    }

    // Where nobody knows what a structure should be, because no run of this version ran scripts there or one that did was left as it was, that is what a look finds first.
    private async Task BeginStructureAsync(LedgerPointer ledger, PlanRequest request, CancellationToken cancellation)
    {
        var (target, address) = (request.Target, request.Target.Binding.Address);
        try
        {
            if (await StructureBase.FailedAsync(target, request.Slices, cancellation))
            {
                return;
            }

            var open = await new DriftedItems(services.Store.Records).OpenThingsAsync(address, cancellation);
            if (await new StructureBase(services.Store.Blobs).TakeAsync(target, request.Slices, ledger.Structure, open, cancellation) is { } taken)
            {
                // Where a run moved the ledger meanwhile, it has said more.
                await environments.MoveLedgerAsync(address, ledger.Blob, ledger with { Structure = taken }, cancellation);
            }
        }
        catch (TargetException)
        {
            // The next look takes it.
        }
    }

    // A plan without scripts does not read the catalogue, unless the last look found something.
    private async Task<bool> IsDriftedAsync(string environment, TargetAddress address, CancellationToken cancellation) =>
        (await services.Store.Records.GetAsync(RunPartitions.Drift, environment, cancellation))?.Read<DriftRecord>() is { } found
        && (found.Unlisted > 0 || found.Targets.Any(target => target.Address == address));

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
