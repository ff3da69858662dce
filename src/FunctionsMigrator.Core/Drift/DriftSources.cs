using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// Looks where drifted values come from: when they were written, where the target tells that, and whether a run of ours wrote them, since a run that ended without taking everything
/// back leaves such values. Asked only about drifts that are new, a target's at once, and of at most the five newest such runs.
/// </summary>
internal sealed class DriftSources(MigratorServices services, DriftScope scope)
{
    private const int MostRuns = 5;
    private IReadOnlyList<(RunRecord Run, PlanIndex Plan)>? _runs;

    /// <summary>By the ids of drifts what is known of their values; those of which nothing is known are left out.</summary>
    public async Task<IReadOnlyDictionary<string, DriftOrigin>> OfAsync(TargetAddress address, IReadOnlyList<DriftedItem> fresh, CancellationToken cancellation)
    {
        var found = new Dictionary<string, DriftOrigin>(StringComparer.Ordinal);
        if (fresh.Count == 0)
        {
            return found;
        }

        var written = await TimesAsync(address, fresh, cancellation);
        var runs = await WritersAsync(address, fresh, cancellation);
        foreach (var item in fresh)
        {
            var (at, run) = (written.TryGetValue(item.Id, out var time) ? time : (DateTimeOffset?)null, runs.GetValueOrDefault(item.Id));
            if (at is not null || run is not null)
            {
                found[item.Id] = new DriftOrigin(at, run);
            }
        }

        return found;
    }

    // What moved since it was compared is not asked about: the time would be that of another value.
    private async Task<Dictionary<string, DateTimeOffset>> TimesAsync(TargetAddress address, IReadOnlyList<DriftedItem> fresh, CancellationToken cancellation)
    {
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var binding = scope.Bindings.First(candidate => candidate.Address == address);
        var slices = await services.Desired.SlicesAsync(scope.Repository, binding, cancellation);
        try
        {
            var opened = await services.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Plan, cancellation);
            if (!slices.TryGet(out var all) || !opened.TryGet(out var target))
            {
                return times;
            }

            await using (target)
            {
                foreach (var resource in fresh.Where(item => item.Live is not null && item.Kind is not ResourceKind.SqlMigrations).GroupBy(item => item.Resource))
                {
                    var asked = resource.OrderBy(item => item.Item).ToList();
                    if (all.FirstOrDefault(slice => slice.Resource == resource.Key) is { } slice)
                    {
                        var live = await target.ReadManyAsync(slice, [.. asked.Select(item => item.Item.Key)], cancellation);
                        foreach (var (item, now) in asked.Zip(live).Where(pair => pair.Second is { Modified: not null } now && now.Checksum == pair.First.Live))
                        {
                            times[item.Id] = now!.Modified!.Value;
                        }
                    }
                }
            }
        }
        catch (TargetException)
        {
            // That it drifted is known; when, is not told now.
        }

        return times;
    }

    private async Task<Dictionary<string, string>> WritersAsync(TargetAddress address, IReadOnlyList<DriftedItem> fresh, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = fresh.ToDictionary(item => item.Item);
        foreach (var (run, index) in _runs ??= await RunsAsync(cancellation))
        {
            if (index.Targets.FirstOrDefault(plan => plan.Address == address) is not { Counts.Writes: > 0 } plan)
            {
                continue;
            }

            await foreach (var line in PlanLines.Of(services.Store.Blobs, plan, cancellation))
            {
                if (line.Writes && open.TryGetValue(line.Item, out var item) && line.Post == item.Live)
                {
                    found.TryAdd(item.Id, run.Id);
                }
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<(RunRecord Run, PlanIndex Plan)>> RunsAsync(CancellationToken cancellation)
    {
        var runs = new List<(RunRecord, PlanIndex)>();
        var all = await new RunStore(services.Store.Records, services.Time).ListAsync(scope.Environment, cancellation);
        foreach (var run in all.Where(run => run is { Plan: not null, State: RunState.Failed or RunState.Partial or RunState.RolledBack }).Take(MostRuns))
        {
            if (await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, run.Plan!.Blob, cancellation) is { } index)
            {
                runs.Add((run, index));
            }
        }

        return runs;
    }
}
