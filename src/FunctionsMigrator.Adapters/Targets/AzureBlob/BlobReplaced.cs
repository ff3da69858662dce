using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>
/// The headers and other metadata of documents that were replaced or deleted, where they are more than a content type that the resource names: <c>.fm-replaced/HASH</c>, written
/// before the change. When exactly the former content is written again they come back with it.
/// </summary>
internal sealed class BlobReplaced(BlobContainerClient container)
{
    private HashSet<string>? _names;

    /// <summary>Keeps what a change would lose.</summary>
    public async Task KeepAsync(BlobItem former, Digest checksum, BlobHeaders next, CancellationToken cancellation)
    {
        if (Same(former.Headers, next))
        {
            return;
        }

        var name = BlobLayout.ReplacedOf(former.Key);
        var names = await NamesAsync(cancellation);
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(new Line(checksum, former.Headers), FmJson.Line)), overwrite: true, cancellation);
        lock (names)
        {
            names.Add(name);
        }
    }

    /// <summary>The headers that a document of exactly this content had.</summary>
    public async Task<BlobHeaders?> FindAsync(string key, Digest checksum, CancellationToken cancellation)
    {
        var name = BlobLayout.ReplacedOf(key);
        var names = await NamesAsync(cancellation);
        lock (names)
        {
            if (!names.Contains(name))
            {
                return null;
            }
        }

        try
        {
            var content = await container.GetBlobClient(name).DownloadContentAsync(cancellation);
            return JsonSerializer.Deserialize<Line>(content.Value.Content.ToMemory().Span, FmJson.Line) is { } line && line.Checksum == checksum ? line.Headers : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private static bool Same(BlobHeaders left, BlobHeaders right) =>
        left with { Metadata = right.Metadata } == right && left.Metadata.OrderBy(pair => pair.Key).SequenceEqual(right.Metadata.OrderBy(pair => pair.Key));

    private async Task<HashSet<string>> NamesAsync(CancellationToken cancellation)
    {
        if (_names is null)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = BlobLayout.Replaced }, cancellation))
            {
                names.Add(blob.Name);
            }

            _names = names;
        }

        return _names;
    }

    private sealed record Line(Digest Checksum, BlobHeaders Headers);
}
