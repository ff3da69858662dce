using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Compares every environment with what its last good run left there, by a plan of that run's own bundle: whatever it would do is drift. Writes to no target; what was found
/// is kept in the store.
/// </summary>
public sealed class DriftCheck(MigratorServices services)
{
    private const int MostFindings = 20;

    /// <summary>
    /// Looks at all environments that had a good run. One that a run holds is passed over, since it is about to change: its former record stands. Answers what was recorded;
    /// bundles that cannot be opened are findings.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<DriftRecord>>> LookAsync(CancellationToken cancellation)
    {
        var locks = new EnvironmentLock(services.Store.Records, services.Time);
        var records = new List<DriftRecord>();
        var problems = new List<Finding>();
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Environments, "", cancellation))
        {
            var (environment, good) = (stored.Key, stored.Read<GoodRun>());
            if (await locks.OwnerAsync(environment, cancellation) is not null)
            {
                continue;
            }

            var plan = await PlanAsync(environment, good, cancellation);
            if (!plan.TryGet(out var index))
            {
                problems.AddRange(plan.Findings);
                continue;
            }

            // A run that began meanwhile may have written what looks like drift.
            if (await locks.OwnerAsync(environment, cancellation) is null && await new EnvironmentRecords(services.Store.Records).GoodAsync(environment, cancellation) == good)
            {
                var record = Record(environment, good, index);
                await services.Store.Records.SetAsync<DriftRecord>(RunPartitions.Drift, environment, _ => record, cancellation);
                records.Add(record);
                services.Telemetry.DriftFound(environment, record.Targets.Where(target => target.Compared).Sum(target => target.Items), good.Run, index.Digest.Hex);
            }
        }

        return problems.Count > 0 ? Outcome.Fail<IReadOnlyList<DriftRecord>>(problems) : Outcome.Of<IReadOnlyList<DriftRecord>>(records);
    }

    /// <summary>What the last looks found, by environment.</summary>
    public async IAsyncEnumerable<DriftRecord> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Drift, "", cancellation))
        {
            yield return stored.Read<DriftRecord>();
        }
    }

    private async Task<Outcome<PlanIndex>> PlanAsync(string environment, GoodRun good, CancellationToken cancellation)
    {
        var tree = await new BundleStore(services.Store.Blobs).OpenAsync(good.Bundle, good.Policy, cancellation);
        return tree.TryGet(out var files) ? await new PlanPreview(services).MakeAsync(files, good.Commit, environment, cancellation) : tree.As<PlanIndex>();
    }

    private static DriftRecord Record(string environment, GoodRun good, PlanIndex index)
    {
        var targets = index.Targets
            .Select(plan => new DriftedTarget(plan.Address, plan.Counts.Writes + plan.Counts.Blocked, plan.Blocked is null or PlanBlock.Conflict))
            .Where(target => target.Items > 0 || !target.Compared)
            .ToList();
        var state = targets.Exists(target => target.Compared) ? DriftState.Drifted : targets.Count > 0 ? DriftState.Unknown : DriftState.None;
        var findings = index.Targets.Where(plan => targets.Exists(target => target.Address == plan.Address)).SelectMany(plan => plan.Findings).Take(MostFindings);
        return new DriftRecord(environment, index.At, good.Run, good.Commit, state, targets, [.. findings]);
    }
}
