using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Finds which run wrote an item after another run had.</summary>
internal sealed class LaterWrites(IBlobStore blobs, RunStore runs)
{
    /// <summary>Per item the newest run since <paramref name="run"/> that wrote it to the target and was not taken back; items that no run wrote are missing.</summary>
    public async Task<IReadOnlyDictionary<ItemRef, string>> OfAsync(RunRecord run, TargetAddress address, IReadOnlyCollection<ItemRef> items, CancellationToken cancellation)
    {
        var writers = new Dictionary<ItemRef, string>();
        var since = (await runs.ListAsync(run.Environment, cancellation))
            .Where(other => other.Id != run.Id && other.StartedAt >= run.StartedAt && other.State is RunState.Completed or RunState.Partial && other.TakenBackBy is null)
            .OrderByDescending(other => other.StartedAt);
        foreach (var other in since)
        {
            if (writers.Count == items.Count)
            {
                break;
            }

            if (other.Plan is null || await blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, other.Plan.Blob, cancellation) is not { } index
                || index.Targets.FirstOrDefault(target => target.Address == address) is not { Counts.Writes: > 0 } plan)
            {
                continue;
            }

            await foreach (var change in PlanLines.Of(blobs, plan, cancellation))
            {
                if (change.Writes && items.Contains(change.Item))
                {
                    writers.TryAdd(change.Item, other.Id);
                }
            }
        }

        return writers;
    }
}
