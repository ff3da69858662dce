using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Deletes the before-images of runs that ended longer ago than the repository wants them kept. Every run that ends looks after its environment, so a store needs no
/// other housekeeper. What a run that is still open takes back stays until that run is over.
/// </summary>
internal sealed class SnapshotRetention(IBlobStore blobs, IRecordStore records, RunStore runs, TimeProvider time)
{
    private const string Journals = "journal/";

    /// <summary>Deletes what is past its time in an environment. Answers how many snapshots.</summary>
    public async Task<int> ExpireAsync(string environment, TimeSpan kept, CancellationToken cancellation)
    {
        var all = await runs.ListAsync(environment, cancellation);
        var needed = all.Where(run => !run.State.IsFinal() && run.Reverts is not null).Select(run => run.Reverts!).ToHashSet(StringComparer.Ordinal);
        var over = time.GetUtcNow() - kept;
        var expired = all.Where(run => run.State.IsFinal() && run.UpdatedAt < over && !needed.Contains(run.Id)).Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        if (expired.Count == 0)
        {
            return 0;
        }

        var deleted = 0;
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in blobs.ListAsync(BlobArea.Snapshots, $"{Journals}{environment}-", cancellation))
        {
            var run = name[Journals.Length..name.IndexOf('/', Journals.Length)];
            if (expired.Contains(run) && await blobs.DeleteSnapshotAsync(name, cancellation))
            {
                found.Add(run);
                deleted++;
            }
        }

        foreach (var run in found)
        {
            await ForgetStartsAsync(run, cancellation);
        }

        return deleted;
    }

    private async Task ForgetStartsAsync(string run, CancellationToken cancellation)
    {
        await foreach (var stored in records.ListAsync(RunPartitions.Starts(run), "", cancellation))
        {
            await records.TryDeleteAsync(stored.Partition, stored.Key, stored.ETag, cancellation);
        }
    }
}
