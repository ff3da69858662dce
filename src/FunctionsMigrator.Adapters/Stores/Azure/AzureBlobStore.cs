using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Stores.Azure;

/// <summary>
/// Blobs in a storage account, a container an area. A blob is created with <c>If-None-Match: *</c> in one request, whatever its length, so it is there with all its bytes or not
/// at all, and of several callers the service lets one win.
/// </summary>
public sealed class AzureBlobStore : IBlobStore
{
    private const string NameKey = "fmname";
    private const string WriterKey = "fmwrite";
    private const string Hashed = "~~";

    private readonly BlobServiceClient _service;
    private readonly BlobServiceClient _audit;
    private readonly string _prefix;
    private readonly ISpillSpace _spill;
    private readonly IDurableWriteObserver _observer;

    internal AzureBlobStore(BlobServiceClient service, BlobServiceClient audit, string prefix, ISpillSpace spill, IDurableWriteObserver observer) =>
        (_service, _audit, _prefix, _spill, _observer) = (service, audit, prefix, spill, observer);

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var what = $"blob create {Folder(area)}/{name}";
        await _observer.BeforeAsync(what, cancellation);
        var blob = Blob(area, name);
        await using var stream = new BlockStream(blob, Place);
        await write(stream, cancellation);
        if (!await RunAsync(() => TryCommitAsync(blob, stream, name, cancellation), cancellation))
        {
            return false;
        }

        await _observer.AfterAsync(what, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        return RunAsync(
            async () =>
            {
                try
                {
                    var answer = await Blob(area, name).DownloadStreamingAsync(cancellationToken: cancellation);
                    return new GuardedReadStream(answer.Value.Content, Place);
                }
                catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
                {
                    return (Stream?)null;
                }
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        return RunAsync(async () => (await Blob(area, name).ExistsAsync(cancellation)).Value, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var names = Utf8Sort.SortAsync(() => NamesAsync(area, prefix, cancellation), _spill, cancellation: cancellation).GetAsyncEnumerator(cancellation);
        while (await RunAsync(() => names.MoveNextAsync().AsTask(), cancellation))
        {
            yield return names.Current.Key;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var what = $"blob delete {Folder(BlobArea.Snapshots)}/{name}";
        await _observer.BeforeAsync(what, cancellation);
        if (!await RunAsync(async () => (await Blob(BlobArea.Snapshots, name).DeleteIfExistsAsync(cancellationToken: cancellation)).Value, cancellation))
        {
            return false;
        }

        await _observer.AfterAsync(what, cancellation);
        return true;
    }

    /// <summary>Makes the containers that are missing.</summary>
    internal Task<bool> CreateContainersAsync(CancellationToken cancellation) => RunAsync(
        async () =>
        {
            foreach (var area in Enum.GetValues<BlobArea>())
            {
                await Container(area).CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
            }

            return true;
        },
        cancellation);

    private string Place => $"Store {_prefix} at {_service.Uri.Authority}";

    private static string Folder(BlobArea area) => area.ToString().ToLowerInvariant();

    private static async Task<bool> TryCommitAsync(BlockBlobClient blob, BlockStream stream, string name, CancellationToken cancellation)
    {
        var writer = Guid.NewGuid().ToString("N");
        var metadata = new Dictionary<string, string> { [WriterKey] = writer };
        if (KeyEncoding.IsHashed(blob.Name))
        {
            metadata[NameKey] = Convert.ToBase64String(Encoding.UTF8.GetBytes(name));
        }

        try
        {
            await stream.CommitAsync(new BlobRequestConditions { IfNoneMatch = ETag.All }, metadata, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" or "TargetConditionNotMet" or "InvalidBlockList")
        {
            // There is one already. Where the answer to a try of ours was lost, it is ours.
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            return properties.Metadata.TryGetValue(WriterKey, out var winner) && winner == writer;
        }
    }

    private async IAsyncEnumerable<(string Key, byte[] Content)> NamesAsync(BlobArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var encoded = KeyEncoding.Servers.EncodeNamePrefix(prefix);
        string[] prefixes = Hashed.StartsWith(encoded, StringComparison.Ordinal) ? [encoded] : [encoded, Hashed];
        foreach (var begins in prefixes)
        {
            await foreach (var blob in Container(area).GetBlobsAsync(new GetBlobsOptions { Prefix = begins, Traits = BlobTraits.Metadata }, cancellation))
            {
                var name = blob.Metadata.TryGetValue(NameKey, out var kept) ? Encoding.UTF8.GetString(Convert.FromBase64String(kept)) : KeyEncoding.Servers.Decode(blob.Name);
                if (name is not null && name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield return (name, []);
                }
            }
        }
    }

    private BlobContainerClient Container(BlobArea area) => (area is BlobArea.Audit ? _audit : _service).GetBlobContainerClient($"{_prefix}-{Folder(area)}");

    private BlockBlobClient Blob(BlobArea area, string name) => Container(area).GetBlockBlobClient(KeyEncoding.Servers.EncodeName(name));

    private Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => AzureStoreFailures.RunAsync(Place, work, cancellation);
}
