using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>The documents of a container: every blob but the reserved ones, by name. Contents are hashed and opened as streams.</summary>
internal sealed class BlobDocuments(BlobContainerClient container, TargetBinding binding, TimeProvider time)
{
    private const string FolderMark = "hdi_isfolder";

    /// <summary>All documents in order of their keys.</summary>
    public async IAsyncEnumerable<LiveItem> AllAsync(ISpillSpace spill, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (key, content) in Utf8Sort.SortAsync(() => PairsAsync(cancellation), spill, cancellation: cancellation))
        {
            var found = JsonSerializer.Deserialize<Found>(content, FmJson.Line)!;
            yield return Item(key, found.Checksum, found.Length, new ETag(found.ETag));
        }
    }

    /// <summary>What a listing says of every document.</summary>
    public async IAsyncEnumerable<BlobItem> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var blobs = container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await blobs.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                yield break;
            }

            if (!BlobLayout.IsReserved(blobs.Current.Name) && !blobs.Current.Metadata.ContainsKey(FolderMark))
            {
                yield return BlobItem.Of(blobs.Current);
            }
        }
    }

    /// <summary>One document; null when there is none.</summary>
    /// <exception cref="TargetException">TGT011: no document can have the key.</exception>
    public async Task<BlobItem?> FindAsync(string key, CancellationToken cancellation)
    {
        RequireKey(key);
        try
        {
            var properties = await container.GetBlobClient(key).GetPropertiesAsync(cancellationToken: cancellation);
            return properties.Value.Metadata.ContainsKey(FolderMark) ? null : BlobItem.Of(key, properties, time.GetUtcNow());
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The document as an item.</summary>
    public async Task<LiveItem> ItemAsync(BlobItem blob, CancellationToken cancellation) => Item(blob.Key, await ChecksumAsync(blob, cancellation), blob.Length, blob.ETag) with { Modified = blob.Modified };

    /// <summary>The checksum of the content: as the metadata say where they are of this content, else by reading it.</summary>
    public async Task<Digest> ChecksumAsync(BlobItem blob, CancellationToken cancellation)
    {
        if (blob.Checksum is { } known)
        {
            return known;
        }

        await using var content = await OpenAsync(blob.Key, blob.ETag, cancellation);
        return await Digest.OfAsync(content, cancellation);
    }

    /// <exception cref="TargetException">TGT011.</exception>
    public void RequireKey(string key)
    {
        if (BadKey(key, binding) is { } finding)
        {
            throw new TargetException(finding);
        }
    }

    /// <summary>Why no document can have the key; null when one can.</summary>
    public static Core.Findings.Finding? BadKey(string key, TargetBinding binding) => BlobLayout.Problem(key) is { } problem
        ? TargetCodes.BadKey.Finding($"The document key '{key}' {problem}.", target: binding.Address.ToString(), remedy: "Give the document another path in git.")
        : null;

    private LiveItem Item(string key, Digest checksum, long length, ETag etag) => new(key, checksum, ItemContent.Open(length, token => OpenAsync(key, etag, token)));

    // Only the content that the checksum is of.
    private async Task<Stream> OpenAsync(string key, ETag etag, CancellationToken cancellation)
    {
        try
        {
            var answer = await container.GetBlobClient(key).DownloadStreamingAsync(new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = etag } }, cancellation);
            return answer.Value.Content;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw new TargetException(TargetCodes.Moved.Finding($"The document '{key}' changed while it was read.", target: binding.Address.ToString()), exception);
        }
    }

    private async IAsyncEnumerable<(string Key, byte[] Content)> PairsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in ListAsync(cancellation))
        {
            var found = new Found(await ChecksumAsync(blob, cancellation), blob.Length, blob.ETag.ToString());
            yield return (blob.Key, JsonSerializer.SerializeToUtf8Bytes(found, FmJson.Line));
        }
    }

    private sealed record Found(Digest Checksum, long Length, string ETag);
}
