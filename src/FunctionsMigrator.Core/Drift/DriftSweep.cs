using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// What a host does by its schedule: it looks at all environments, one after the other, and starts a run over what drifted of those resources that an environment heals by itself. The run
/// is one like any other, so the policy decides when it may write and who must approve it. One live value is brought back at most once: where that did not help, people decide.
/// </summary>
/// <param name="services">The outside.</param>
/// <param name="workflows">The engine.</param>
public sealed class DriftSweep(MigratorServices services, IWorkflowClient workflows)
{
    private static readonly Caller Host = new("fm", new HashSet<AccessRole> { AccessRole.Operator }, "host");

    private readonly DriftedItems _items = new(services.Store.Records);
    private readonly DriftDesk _desk = new(services, workflows);
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);

    /// <summary>Looks once. Answers what was recorded and the runs that were started.</summary>
    public async Task<DriftSwept> SweepAsync(CancellationToken cancellation)
    {
        var looked = await new DriftCheck(services).LookAsync(cancellation);
        var (records, started, problems) = (new List<DriftRecord>(), new List<string>(), new List<Finding>(looked.Findings));
        await foreach (var record in new DriftCheck(services).ListAsync(cancellation))
        {
            records.Add(record);
            if (record.State is DriftState.Drifted && await HealAsync(record, problems, cancellation) is { } run)
            {
                started.Add(run);
            }
        }

        return new DriftSwept(records, started, problems);
    }

    private async Task<string?> HealAsync(DriftRecord record, List<Finding> problems, CancellationToken cancellation)
    {
        var good = await new EnvironmentRecords(services.Store.Records).GoodAsync(record.Environment, cancellation);
        if (good?.Run != record.Run || (await ResourcesAsync(record.Environment, good, cancellation)) is not { Count: > 0 } resources)
        {
            return null;
        }

        var due = (await _items.ListAsync(record.Environment, cancellation))
            .Where(item => item is { Status: DriftStatus.Open, SelfHeal: null } && !item.IsStructure && resources.Contains(item.Resource))
            .OrderBy(item => item.FirstSeen).Take(DriftHeal.MostItems).ToList();

        // A heal that waits for people already asks for these, or the next look asks for the rest.
        if (due.Count == 0 || (await _runs.ListAsync(record.Environment, cancellation)).Any(run => run.Heals is not null && !run.State.IsFinal()))
        {
            return null;
        }

        var started = await _desk.HealAsync(new HealRequest(record.Environment, Items: [.. due.Select(item => item.Id)], Reason: "the environment heals it by itself"), Host, cancellation);
        if (!started.TryGet(out var run))
        {
            problems.AddRange(started.Findings);
            return null;
        }

        foreach (var item in due)
        {
            await _items.ChangeAsync(item, stands => stands.Live == item.Live ? stands with { SelfHeal = run.Run.Id } : stands, cancellation);
        }

        return run.Run.Id;
    }

    private async Task<IReadOnlySet<string>> ResourcesAsync(string environment, GoodRun good, CancellationToken cancellation)
    {
        var tree = await new BundleStore(services.Store.Blobs).OpenAsync(good.Bundle, good.Policy, cancellation);
        var read = tree.TryGet(out var files) ? await services.Metadata.ReadAsync(files, cancellation) : null;
        return read is not null && read.TryGet(out var repository) && repository.Environments.TryGetValue(environment, out var document)
            ? document.Drift.SelfHeal.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();
    }
}
