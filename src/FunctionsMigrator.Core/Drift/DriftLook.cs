using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Drift;

/// <summary>Writes down what one look found: drifts that are open, and those that are over.</summary>
/// <param name="services">The outside.</param>
/// <param name="items">The records.</param>
/// <param name="scope">What was looked at.</param>
/// <param name="at">When.</param>
/// <param name="known">The environment's records as they stood.</param>
internal sealed class DriftLook(MigratorServices services, DriftedItems items, DriftScope scope, DateTimeOffset at, IReadOnlyList<DriftedItem> known)
{
    private readonly Dictionary<string, DriftedItem> _standing = known.Where(item => !item.IsOver).ToDictionary(item => item.Id, StringComparer.Ordinal);
    private readonly DriftSources _sources = new(services, scope);
    private int _room = Math.Max(0, DriftedItems.MostOfEnvironment - known.Count(item => !item.IsOver));

    /// <summary>Writes down the drifts of a target that was compared; answers how many there are, also of those without a record of their own.</summary>
    public async Task<int> TakeAsync(TargetPlan plan, CancellationToken cancellation)
    {
        var left = _standing.Values.Where(item => item.Address == plan.Address).ToDictionary(item => item.Id, StringComparer.Ordinal);
        if (plan.Counts.Total == 0 && left.Count == 0)
        {
            return 0;
        }

        var (count, room) = (0, Math.Max(0, DriftedItems.MostOfTarget - left.Count));
        var (back, fresh) = (new List<DriftedItem>(), new List<DriftedItem>());
        await foreach (var line in PlanLines.Of(services.Store.Blobs, plan, cancellation))
        {
            var id = left.Count > 0 || DriftPlanner.IsDrift(line) ? DriftedItem.IdOf(plan.Address, line.Item) : "";
            if (!DriftPlanner.IsDrift(line))
            {
                // The target holds what it should, and the ledger alone is behind.
                if (line.Action is ChangeAction.Adopt && left.Remove(id, out var adopted))
                {
                    back.Add(adopted);
                }

                continue;
            }

            count++;
            if (!left.Remove(id) && (room == 0 || _room == 0))
            {
                continue;
            }

            if (!_standing.ContainsKey(id))
            {
                (room, _room) = (room - 1, _room - 1);
            }

            var seen = await items.SeenAsync(scope.Environment, plan.Address, line, scope.Good, at, cancellation);
            if (seen is { Told: false, Origin: null })
            {
                fresh.Add(seen);
            }
        }

        await NameSourcesAsync(plan.Address, fresh, cancellation);
        foreach (var item in back)
        {
            await CloseAsync(item, DriftStatus.Reverted, cancellation);
        }

        await CloseAsync(plan, left, cancellation);
        return count;
    }

    /// <summary>Closes drifts of targets that the environment has no more.</summary>
    public async Task CloseGoneAsync(IReadOnlySet<TargetAddress> targets, CancellationToken cancellation)
    {
        foreach (var item in _standing.Values.Where(item => !targets.Contains(item.Address)))
        {
            await CloseAsync(item, DriftStatus.Adopted, cancellation);
        }
    }

    private async Task NameSourcesAsync(TargetAddress address, List<DriftedItem> fresh, CancellationToken cancellation)
    {
        var byId = fresh.ToDictionary(item => item.Id, StringComparer.Ordinal);
        foreach (var (id, origin) in await _sources.OfAsync(address, fresh, cancellation))
        {
            await items.ChangeAsync(byId[id], stands => stands.Live == byId[id].Live ? stands with { Origin = origin } : stands, cancellation);
        }
    }

    // What does not differ any more is what the ledger says of it: kept by decision, taken over into git, or as it was.
    private async Task CloseAsync(TargetPlan plan, Dictionary<string, DriftedItem> left, CancellationToken cancellation)
    {
        if (left.Count == 0)
        {
            return;
        }

        var wanted = left.Values.ToDictionary(item => item.Item);
        var managed = new Dictionary<ItemRef, LedgerEntry>();
        if (plan.BaseLedger is { } ledger)
        {
            await foreach (var entry in services.Store.Blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, ledger, cancellation))
            {
                if (wanted.ContainsKey(entry.Item))
                {
                    managed[entry.Item] = entry;
                }
            }
        }

        // By their names alone: what should not be there has no line, and nothing should be there.
        var structure = plan.Structure is { } blob && wanted.Keys.Any(StructureEntry.Is)
            ? await services.Store.Blobs.ReadLinesAsync<StructureEntry>(BlobArea.Plans, blob, cancellation).ToDictionaryAsync(thing => thing.Name, StringComparer.Ordinal, cancellation)
            : [];
        var ignores = new DriftIgnores(scope.Document.Drift.Ignore, at);
        foreach (var item in left.Values)
        {
            if (plan.Ignored > 0 && ignores.Find(item.Address, item.Resource, item.Item) is { } rule)
            {
                await items.ChangeAsync(
                    item,
                    stands => stands.LastSeen > at ? stands : stands with { Status = DriftStatus.Accepted, LastSeen = at, Decision = new DriftDecision(rule.Owner, at, rule.Reason, DriftIgnores.EndOf(rule)) },
                    cancellation);
                continue;
            }

            if (item.IsStructure)
            {
                await CloseStructureAsync(plan, item, structure.GetValueOrDefault(item.Item.Key), cancellation);
                continue;
            }

            var entry = managed.GetValueOrDefault(item.Item);
            if (entry?.Override is { } kept)
            {
                await items.ChangeAsync(item, stands => stands.LastSeen > at ? stands : Accepted(stands, kept), cancellation);
            }
            else
            {
                await CloseAsync(item, entry is null || entry.Checksum == item.Live ? DriftStatus.Adopted : DriftStatus.Reverted, cancellation);
            }
        }
    }

    // What was not compared is as it was.
    private async Task CloseStructureAsync(TargetPlan plan, DriftedItem item, StructureEntry? should, CancellationToken cancellation)
    {
        if (should?.Kept is { } kept)
        {
            await items.ChangeAsync(item, stands => stands.LastSeen > at ? stands : Accepted(stands, kept), cancellation);
        }
        else if (plan.Structure is not null)
        {
            await CloseAsync(item, should?.Checksum == item.Live ? DriftStatus.Adopted : DriftStatus.Reverted, cancellation);
        }
    }

    private DriftedItem Accepted(DriftedItem item, LedgerOverride kept) => item with
    {
        Status = DriftStatus.Accepted,
        LastSeen = at,
        Live = kept.Live,
        Decision = new DriftDecision(kept.By, kept.At, kept.Reason, kept.Until),
    };

    private Task<DriftedItem> CloseAsync(DriftedItem item, DriftStatus status, CancellationToken cancellation) =>
        items.ChangeAsync(item, stands => stands.LastSeen > at || stands.IsOver ? stands : stands with { Status = status, LastSeen = at, Decision = null }, cancellation);
}
