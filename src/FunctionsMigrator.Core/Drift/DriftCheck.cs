using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// Compares environments with what their last good runs left there. Writes to no target; what was found is kept in the store, a record an environment and one a drifted item. Memory
/// does not grow with the number of items: targets are compared one after the other, in streams. A look that dies leaves records that the next one completes; two at once end in what the
/// later one saw.
/// </summary>
public sealed class DriftCheck(MigratorServices services)
{
    private const int MostFindings = 10;
    private const int MostTargets = 100;

    private readonly EnvironmentRecords _environments = new(services.Store.Records);
    private readonly EnvironmentLock _locks = new(services.Store.Records, services.Time);
    private readonly DriftedItems _items = new(services.Store.Records);
    private readonly DriftAlerts _alerts = new(services.Store.Records);

    /// <summary>
    /// Looks at all environments that had a good run, or at one of them. One that a run holds is passed over, since it is about to change: its former record stands. Answers what was
    /// recorded; bundles that cannot be opened are findings.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<DriftRecord>>> LookAsync(CancellationToken cancellation, string? environment = null)
    {
        var records = new List<DriftRecord>();
        var problems = new List<Finding>();
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Environments, environment ?? "", cancellation))
        {
            if (environment is not null && stored.Key != environment)
            {
                continue;
            }

            var looked = await LookAsync(stored.Key, stored.Read<GoodRun>(), cancellation);
            if (!looked.TryGet(out var record))
            {
                problems.AddRange(looked.Findings);
            }
            else if (record is not null)
            {
                records.Add(record);
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

    // Null: a run holds the environment, or brought something else into it meanwhile, so that what was seen says nothing.
    private async Task<Outcome<DriftRecord?>> LookAsync(string environment, GoodRun good, CancellationToken cancellation)
    {
        if (await _locks.OwnerAsync(environment, cancellation) is not null)
        {
            return Outcome.Of<DriftRecord?>(null);
        }

        var at = services.Time.GetUtcNow();
        var planner = new DriftPlanner(services);
        var opened = await planner.OpenAsync(environment, good, cancellation);
        if (!opened.TryGet(out var scope))
        {
            return opened.As<DriftRecord?>();
        }

        var plans = new List<TargetPlan>();
        foreach (var binding in scope.Bindings)
        {
            plans.Add(await planner.PlanAsync(scope, binding, cancellation));
        }

        // A run that began meanwhile may have written what looks like drift.
        if (await _locks.OwnerAsync(environment, cancellation) is not null || await _environments.GoodAsync(environment, cancellation) != good)
        {
            return Outcome.Of<DriftRecord?>(null);
        }

        return Outcome.Of<DriftRecord?>(await RecordAsync(scope, plans, at, cancellation));
    }

    private async Task<DriftRecord> RecordAsync(DriftScope scope, IReadOnlyList<TargetPlan> plans, DateTimeOffset at, CancellationToken cancellation)
    {
        var known = await _items.ListAsync(scope.Environment, cancellation);
        var had = known.Any(item => item is { Status: DriftStatus.Open, Told: true });
        var look = new DriftLook(services, _items, scope, at, known);
        var targets = new List<DriftedTarget>();
        var findings = new List<Finding>();
        foreach (var plan in plans)
        {
            var compared = plan.Blocked is null or PlanBlock.Conflict;
            var items = compared ? await look.TakeAsync(plan, cancellation) : 0;
            if (items > 0 || !compared)
            {
                targets.Add(new DriftedTarget(plan.Address, items, compared));
                findings.AddRange(plan.Findings.Where(finding => finding.Severity is Severity.Error).Take(MostFindings - findings.Count));
            }
        }

        await look.CloseGoneAsync(plans.Select(plan => plan.Address).ToHashSet(), cancellation);
        await _items.ForgetAsync(scope.Environment, cancellation);
        var count = targets.Sum(target => target.Items);
        var state = count > 0 ? DriftState.Drifted : targets.Count > 0 ? DriftState.Unknown : DriftState.None;
        var record = new DriftRecord(scope.Environment, at, scope.Good.Run, scope.Good.Commit, state, [.. targets.Take(MostTargets)], findings)
        {
            Items = count,
            Unlisted = Math.Max(0, targets.Count - MostTargets),
            Ignored = plans.Sum(plan => plan.Ignored ?? 0),
        };
        await AlertAsync(record, had, cancellation);
        await services.Store.Records.SetAsync<DriftRecord>(RunPartitions.Drift, scope.Environment, before => before is not null && before.At > at ? before : record, cancellation);
        services.Telemetry.DriftFound(scope.Environment, count, scope.Good.Run, "");
        return record;
    }

    // Stored before the items say that it was, so a host that dies in between tells it again under the same key.
    private async Task AlertAsync(DriftRecord record, bool had, CancellationToken cancellation)
    {
        var fresh = (await _items.ListAsync(record.Environment, cancellation)).Where(item => item is { Status: DriftStatus.Open, Told: false }).ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        await _alerts.AddAsync(record, had, fresh, cancellation);
        foreach (var item in fresh)
        {
            await _items.ChangeAsync(item, stands => stands.Live == item.Live && stands.Status is DriftStatus.Open ? stands with { Told = true } : stands, cancellation);
        }
    }
}
