using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Drift;

/// <summary>Writes down at once what became of drifts, so that nobody has to wait for the next look.</summary>
internal sealed class DriftSettlement(MigratorServices services)
{
    private readonly DriftedItems _items = new(services.Store.Records);

    /// <summary>A run brought items back.</summary>
    public async Task HealedAsync(RunRecord run, IAsyncEnumerable<TakenBackChange> written, CancellationToken cancellation)
    {
        var standing = (await _items.ListAsync(run.Environment, cancellation)).Where(item => !item.IsOver).ToDictionary(item => item.Id, StringComparer.Ordinal);
        if (standing.Count == 0)
        {
            return;
        }

        var now = services.Time.GetUtcNow();
        var (healed, settled) = (new List<DriftedItem>(), new Dictionary<TargetAddress, int>());
        await foreach (var change in written)
        {
            // Also those that are too many to have a record are counted.
            settled[change.Address] = settled.GetValueOrDefault(change.Address) + 1;
            if (standing.TryGetValue(DriftedItem.IdOf(change.Address, change.Item), out var item))
            {
                healed.Add(item);
            }
        }

        var decision = new DriftDecision(run.StartedBy, now, run.Heals?.Reason, Run: run.Id);
        foreach (var item in healed)
        {
            await _items.ChangeAsync(item, stands => stands.IsOver || stands.LastSeen > now ? stands : stands with { Status = DriftStatus.Reverted, LastSeen = now, Decision = decision }, cancellation);
        }

        foreach (var accepted in healed.Where(item => item.Status is DriftStatus.Accepted))
        {
            // It was not among what differs.
            settled[accepted.Address]--;
        }

        await SettleAsync(run.Environment, settled, now, cancellation);
    }

    /// <summary>Somebody accepted drifts; answers them as they stand.</summary>
    public async Task<IReadOnlyList<DriftedItem>> AcceptedAsync(IReadOnlyList<DriftedItem> items, DriftDecision decision, CancellationToken cancellation)
    {
        var accepted = new List<DriftedItem>();
        var settled = new Dictionary<TargetAddress, int>();
        foreach (var item in items)
        {
            accepted.Add(await _items.ChangeAsync(item, stands => stands with { Status = DriftStatus.Accepted, LastSeen = decision.At, Decision = decision }, cancellation));
            settled[item.Address] = settled.GetValueOrDefault(item.Address) + (item.Status is DriftStatus.Open ? 1 : 0);
        }

        if (items.Count > 0)
        {
            await SettleAsync(items[0].Address.Environment, settled, decision.At, cancellation);
        }

        return accepted;
    }

    private async Task SettleAsync(string environment, IReadOnlyDictionary<TargetAddress, int> settled, DateTimeOffset at, CancellationToken cancellation)
    {
        if (await services.Store.Records.GetAsync(RunPartitions.Drift, environment, cancellation) is { } stored
            && stored.Read<DriftRecord>() is { } found && found.At <= at)
        {
            // Lost to a look that ends now, which is as well: it saw more.
            await Ports.StoreExtensions.TryReplaceAsync(services.Store.Records, RunPartitions.Drift, environment, found.Without(settled), stored.ETag, cancellation);
        }
    }
}
