using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>Scratch containers: copies of the blobs that hold managed kinds, without marker, claims and receipts.</summary>
internal static class BlobScratch
{
    /// <summary>Copies what the slices manage, with headers and metadata.</summary>
    public static async Task CopyAsync(BlobContainerClient live, BlobContainerClient scratch, BlobDocuments documents, IEnumerable<ResourceSlice> slices, CancellationToken cancellation)
    {
        foreach (var name in slices.Select(slice => BlobLayout.BlobOf(slice.Kind)).Distinct())
        {
            if (name is not null)
            {
                await CopyAsync(live, scratch, name, cancellation);
                continue;
            }

            await foreach (var document in documents.ListAsync(cancellation))
            {
                await CopyAsync(live, scratch, document.Key, cancellation);
            }
        }
    }

    private static async Task CopyAsync(BlobContainerClient live, BlobContainerClient scratch, string name, CancellationToken cancellation)
    {
        try
        {
            using var content = (await live.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellation)).Value;
            var details = content.Details;
            await scratch.GetBlobClient(name).UploadAsync(
                content.Content,
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = details.ContentType, ContentHash = details.BlobContentHash ?? details.ContentHash, CacheControl = details.CacheControl, ContentEncoding = details.ContentEncoding, ContentLanguage = details.ContentLanguage, ContentDisposition = details.ContentDisposition },
                    Metadata = details.Metadata,
                },
                cancellation);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound || exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Nothing to copy.
        }
    }
}
