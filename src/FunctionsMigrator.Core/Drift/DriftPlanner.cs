using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// Compares targets with what the last good run left there, by a plan of that run's own bundle: an item that the plan would have to ask about is drift. One target at a time, and nothing
/// is written but the plan's own lines, which are named by their content.
/// </summary>
internal sealed class DriftPlanner(MigratorServices services)
{
    private readonly OpenPlanner _planner = new(
        services, new EnvironmentRecords(services.Store.Records), new TakenBackChanges(services.Store.Blobs, services.Store.Records));

    /// <summary>The environment as the good run's bundle has it, with its targets in the order of its file.</summary>
    public async Task<Outcome<DriftScope>> OpenAsync(string environment, GoodRun good, CancellationToken cancellation)
    {
        var tree = await new BundleStore(services.Store.Blobs).OpenAsync(good.Bundle, good.Policy, cancellation);
        var read = tree.TryGet(out var files) ? await services.Metadata.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
        if (!read.TryGet(out var repository))
        {
            return read.As<DriftScope>();
        }

        var bound = await services.Desired.BindAsync(repository, environment, cancellation);
        return bound.TryGet(out var bindings) ? Outcome.Of(new DriftScope(environment, good, repository, bindings)) : bound.As<DriftScope>();
    }

    /// <summary>Plans one target.</summary>
    public async Task<TargetPlan> PlanAsync(DriftScope scope, TargetBinding binding, CancellationToken cancellation)
    {
        try
        {
            return await _planner.PlanAsync(scope.Repository, scope.Good.Bundle, binding, scope.Environment, cancellation, look: true);
        }
        catch (TargetException unreachable)
        {
            return TargetPlanner.Unreachable(binding.Address, scope.Good.Bundle, [unreachable.Finding]);
        }
    }

    /// <summary>Plans some targets, as one plan that decisions can be about.</summary>
    public async Task<PlanIndex> IndexAsync(DriftScope scope, IReadOnlySet<TargetAddress> addresses, CancellationToken cancellation)
    {
        var plans = new List<TargetPlan>();
        foreach (var binding in scope.Bindings.Where(binding => addresses.Contains(binding.Address)))
        {
            plans.Add(await PlanAsync(scope, binding, cancellation));
        }

        var digest = PlanDigest.Of(plans, AssemblePlanStep.RolloutDigest(scope.Document), scope.Good.Policy);
        return new PlanIndex(scope.Environment, scope.Good.Commit, scope.Good.Bundle, digest, services.Time.GetUtcNow(), plans, RiskLevel.Low, [], []);
    }

    /// <summary>Whether a line of such a plan is drift: what a person must decide, and a script that the target's history lost.</summary>
    public static bool IsDrift(Change line) => line.Action is ChangeAction.Blocked or ChangeAction.Run;
}
