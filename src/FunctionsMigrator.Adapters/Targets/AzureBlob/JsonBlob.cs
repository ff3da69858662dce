using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Adapters.Targets.JsonFiles;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>The blob of settings, or of flags: read and replaced as a whole, as applications do.</summary>
internal static class JsonBlob
{
    private static readonly BlobHttpHeaders Json = new() { ContentType = "application/json" };

    /// <summary>The items, and what a change of the blob is conditional on; null where there is none.</summary>
    /// <exception cref="TargetException">TGT010.</exception>
    public static async Task<(JsonItems Items, ETag? ETag)> ReadAsync(BlobContainerClient container, string name, TargetAddress address, CancellationToken cancellation)
    {
        var where = $"{name} in container {container.Name}";
        try
        {
            using var content = (await container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellation)).Value;
            if (content.Details.ContentLength > JsonItems.LargestFile)
            {
                throw new TargetException(TargetCodes.Malformed.Finding(
                    $"{where} has {content.Details.ContentLength} bytes; at most {JsonItems.LargestFile} are read.", target: address.ToString()));
            }

            using var bytes = new MemoryStream();
            await content.Content.CopyToAsync(bytes, cancellation);
            return (JsonItems.Of(name, bytes.ToArray(), where, address), content.Details.ETag);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound || exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return (JsonItems.Of(name, null, where, address), null);
        }
    }

    /// <summary>Replaces the blob. False when somebody else changed it.</summary>
    public static async Task<bool> TryWriteAsync(
        BlobContainerClient container, string name, JsonItems items, ETag? former, BlobTurn turn, TargetAddress address, CancellationToken cancellation)
    {
        var bytes = items.ToBytes();
        if (bytes.Length > JsonItems.LargestFile)
        {
            throw new TargetException(TargetCodes.Refused.Finding($"{name} would have {bytes.Length} bytes; at most {JsonItems.LargestFile} are written.", target: address.ToString()));
        }

        var writer = Guid.NewGuid().ToString("N");
        var upload = new BlobUploadOptions
        {
            Conditions = former is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = Json,
            Metadata = new Dictionary<string, string> { [BlobItem.WriterKey] = writer },
        };
        var blob = container.GetBlobClient(name);
        try
        {
            await turn.WriteAsync(token => blob.UploadAsync(BinaryData.FromBytes(bytes), upload, token), cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode is "ConditionNotMet" or "BlobAlreadyExists" or "TargetConditionNotMet")
        {
            var now = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            return now.Value.Metadata.TryGetValue(BlobItem.WriterKey, out var last) && last == writer;
        }
    }
}
