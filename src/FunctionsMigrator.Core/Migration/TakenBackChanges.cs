using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>One change that was taken back: not to be applied again as if nothing had happened.</summary>
public sealed record TakenBackChange(TargetAddress Address, ItemRef Item, Digest? Post);

/// <summary>Remembers which changes of an environment were taken back, and by which run.</summary>
internal sealed class TakenBackChanges(IBlobStore blobs, IRecordStore records)
{
    /// <summary>Remembers the changes that <paramref name="run"/> took back (its own, or another run's).</summary>
    public async Task AddAsync(string environment, string run, IAsyncEnumerable<TakenBackChange> changes, CancellationToken cancellation)
    {
        var blob = $"taken-back/{run}";
        await blobs.TryCreateLinesAsync(BlobArea.Plans, blob, changes, cancellation);
        await records.TryCreateAsync(RunPartitions.TakenBack(environment), run, blob, cancellation);
    }

    /// <summary>Per change of a target (see <see cref="PlanRequest.TakenBackKey"/>) the run that took it back last.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(string environment, TargetAddress address, CancellationToken cancellation)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var stored in records.ListAsync(RunPartitions.TakenBack(environment), "", cancellation))
        {
            await foreach (var change in blobs.ReadLinesAsync<TakenBackChange>(BlobArea.Plans, stored.Read<string>(), cancellation))
            {
                if (change.Address == address)
                {
                    known[PlanRequest.TakenBackKey(change.Item, change.Post)] = stored.Key;
                }
            }
        }

        return known;
    }
}
