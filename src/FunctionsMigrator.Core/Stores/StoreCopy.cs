using System.Security.Cryptography;
using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Stores;

/// <summary>
/// Copies a whole store into an empty one, and then compares the two: every blob byte for byte, every record, and the audit of every environment in the copy. A copy that was
/// interrupted is gone on with; one that is complete is only compared again. The source is not changed.
/// </summary>
public sealed class StoreCopy(IStore from, IStore to, TimeProvider time)
{
    private const string Partition = "store-copy";
    private const string Key = "from";

    /// <summary>Copies and compares.</summary>
    /// <param name="progress">Is told of every part that is done.</param>
    /// <param name="cancellation">Stops it; calling again goes on.</param>
    public async Task<Outcome<StoreCopyReport>> RunAsync(IProgress<StoreCopyProgress>? progress, CancellationToken cancellation)
    {
        if (from.Id == to.Id)
        {
            return StoreCodes.NotCopied.Fail<StoreCopyReport>("Source and destination are the same store.", remedy: "Name another destination.");
        }

        if (from.Records is not IRecordPartitions source || to.Records is not IRecordPartitions destination)
        {
            return StoreCodes.NotCopied.Fail<StoreCopyReport>("A store of this kind cannot list what it holds.", remedy: "Copy from or to a store of another kind.");
        }

        if (!from.Keys.Sensitive.Span.SequenceEqual(to.Keys.Sensitive.Span) || !from.Keys.Snapshots.Span.SequenceEqual(to.Keys.Snapshots.Span))
        {
            return StoreCodes.WrongKeys.Fail<StoreCopyReport>(
                "The destination has other keys than the source; its before-images could not be read there.",
                remedy: "Give the destination the keys of the source; docs/stores.md shows the command that makes the one secret out of the two key files.");
        }

        if (await OpenRunAsync(cancellation) is { } open)
        {
            return StoreCodes.NotCopied.Fail<StoreCopyReport>(
                $"Run {open.Id} is {open.State}; a copy would tear it from the engine that drives it on this machine.",
                remedy: $"Let the run end (`fm status {open.Id}`) or abort it (`fm abort {open.Id}`), then run the same command again.");
        }

        var entered = await EnterAsync(destination, cancellation);
        if (!entered.Succeeded)
        {
            return entered.As<StoreCopyReport>();
        }

        var copied = await CopyAsync(source, progress, cancellation);
        if (await CompareAsync(source, destination, progress, cancellation) is { } difference)
        {
            return Outcome.Fail<StoreCopyReport>(difference);
        }

        return await VerifyAuditAsync(copied, cancellation);
    }

    private async Task<RunRecord?> OpenRunAsync(CancellationToken cancellation)
    {
        await foreach (var stored in from.Records.ListAsync(RunPartitions.Runs, "", cancellation))
        {
            if (stored.Read<RunRecord>() is { } run && !run.State.IsFinal())
            {
                return run;
            }
        }

        return null;
    }

    // The mark comes first: whatever else is found beside a mark of this source was copied by an earlier try.
    private async Task<Outcome<Mark>> EnterAsync(IRecordPartitions destination, CancellationToken cancellation)
    {
        var mark = new Mark(from.Id, time.GetUtcNow());
        if (await to.Records.GetAsync(Partition, Key, cancellation) is { } found)
        {
            var earlier = found.Read<Mark>();
            return earlier.Source == from.Id
                ? Outcome.Of(earlier)
                : StoreCodes.NotCopied.Fail<Mark>($"The destination is a copy of store {earlier.Source}; this is store {from.Id}.", remedy: "Name an empty destination.");
        }

        await foreach (var partition in destination.ListPartitionsAsync(cancellation))
        {
            return StoreCodes.NotCopied.Fail<Mark>($"The destination is not empty: it holds records of '{partition}'.", remedy: "Name an empty destination; stores are not merged.");
        }

        foreach (var area in Enum.GetValues<BlobArea>())
        {
            await foreach (var name in to.Blobs.ListAsync(area, "", cancellation))
            {
                return StoreCodes.NotCopied.Fail<Mark>($"The destination is not empty: it holds the blob {name}.", remedy: "Name an empty destination; stores are not merged.");
            }
        }

        return await to.Records.TryCreateAsync(Partition, Key, mark, cancellation) is not null
            ? Outcome.Of(mark)
            : StoreCodes.NotCopied.Fail<Mark>("Somebody else began to copy into the destination.", remedy: "Run the same command again.");
    }

    private async Task<StoreCopyReport> CopyAsync(IRecordPartitions source, IProgress<StoreCopyProgress>? progress, CancellationToken cancellation)
    {
        long blobs = 0, records = 0, written = 0;
        foreach (var area in Enum.GetValues<BlobArea>())
        {
            await foreach (var name in from.Blobs.ListAsync(area, "", cancellation))
            {
                if (!await to.Blobs.ExistsAsync(area, name, cancellation))
                {
                    await CopyAsync(area, name, cancellation);
                    written++;
                }

                blobs++;
                progress?.Report(new StoreCopyProgress("copy", blobs, records));
            }
        }

        await foreach (var record in RecordsAsync(from, source, cancellation))
        {
            written += await CopyAsync(record, cancellation) ? 1 : 0;
            records++;
            progress?.Report(new StoreCopyProgress("copy", blobs, records));
        }

        return new StoreCopyReport(from.Id, to.Id, blobs, records, written, 0);
    }

    private async Task CopyAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        await using var content = await from.Blobs.OpenAsync(area, name, cancellation);
        if (content is not null)
        {
            await to.Blobs.TryCreateAsync(area, name, (stream, token) => content.CopyToAsync(stream, token), cancellation);
        }
    }

    // A record that an earlier try copied and that the source changed since is replaced.
    private async Task<bool> CopyAsync(StoredRecord record, CancellationToken cancellation)
    {
        while (true)
        {
            if (await to.Records.GetAsync(record.Partition, record.Key, cancellation) is not { } there)
            {
                if (await to.Records.TryCreateAsync(record.Partition, record.Key, record.Value, cancellation) is not null)
                {
                    return true;
                }
            }
            else if (JsonElement.DeepEquals(there.Value, record.Value))
            {
                return false;
            }
            else if (await to.Records.TryReplaceAsync(record.Partition, record.Key, record.Value, there.ETag, cancellation) is not null)
            {
                return true;
            }
        }
    }

    private async Task<Finding?> CompareAsync(IRecordPartitions source, IRecordPartitions destination, IProgress<StoreCopyProgress>? progress, CancellationToken cancellation)
    {
        long blobs = 0, records = 0;
        foreach (var area in Enum.GetValues<BlobArea>())
        {
            await using var copies = to.Blobs.ListAsync(area, "", cancellation).GetAsyncEnumerator(cancellation);
            await foreach (var name in from.Blobs.ListAsync(area, "", cancellation))
            {
                if (!await copies.MoveNextAsync() || copies.Current != name)
                {
                    return Differs($"the blobs of {area} differ at {name}");
                }

                if (await DigestAsync(from, area, name, cancellation) != await DigestAsync(to, area, name, cancellation))
                {
                    return Differs($"the blob {name} of {area} has another content");
                }

                blobs++;
                progress?.Report(new StoreCopyProgress("compare", blobs, records));
            }

            if (await copies.MoveNextAsync())
            {
                return Differs($"the destination has the blob {copies.Current} of {area} beyond those of the source");
            }
        }

        await foreach (var record in RecordsAsync(from, source, cancellation))
        {
            if (await to.Records.GetAsync(record.Partition, record.Key, cancellation) is not { } there || !JsonElement.DeepEquals(there.Value, record.Value))
            {
                return Differs($"the record {record.Partition}/{record.Key} differs");
            }

            records++;
            progress?.Report(new StoreCopyProgress("compare", blobs, records));
        }

        long copied = 0;
        await foreach (var _ in RecordsAsync(to, destination, cancellation))
        {
            copied++;
        }

        return copied == records ? null : Differs($"the destination has {copied} records, the source {records}");
    }

    private async Task<Outcome<StoreCopyReport>> VerifyAuditAsync(StoreCopyReport report, CancellationToken cancellation)
    {
        var environments = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var stored in to.Records.ListAsync(RunPartitions.Runs, "", cancellation))
        {
            environments.Add(stored.Read<RunRecord>().Environment);
        }

        var audit = new AuditLog(to.Blobs, to.Records, time);
        var runs = 0;
        foreach (var environment in environments)
        {
            var verified = await audit.VerifyEnvironmentAsync(environment, cancellation);
            if (!verified.Intact)
            {
                return Outcome.Fail<StoreCopyReport>([.. verified.Findings.Where(finding => finding.Severity == Severity.Error)]);
            }

            runs += verified.Runs.Count;
        }

        return Outcome.Of(report with { Runs = runs });
    }

    private static async IAsyncEnumerable<StoredRecord> RecordsAsync(
        IStore store, IRecordPartitions partitions, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var partition in partitions.ListPartitionsAsync(cancellation))
        {
            // What hosts do with a store is no part of what it holds.
            if (partition is Partition or RunPartitions.Hosts)
            {
                continue;
            }

            await foreach (var record in store.Records.ListAsync(partition, "", cancellation))
            {
                yield return record;
            }
        }
    }

    private static async Task<string?> DigestAsync(IStore store, BlobArea area, string name, CancellationToken cancellation)
    {
        await using var content = await store.Blobs.OpenAsync(area, name, cancellation);
        return content is null ? null : Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
    }

    private static Finding Differs(string what) => StoreCodes.NotCopied.Finding(
        $"The copy is not the source: {what}.", remedy: "Stop what still writes the source (`fm serve`, pipelines), then run the same command again; it goes on where it was.");

    private sealed record Mark(string Source, DateTimeOffset At);
}
