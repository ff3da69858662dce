using Azure.Storage.Blobs.Models;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>What a blob has beside its content.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="CacheControl">How long others may keep it.</param>
/// <param name="ContentEncoding">How its bytes are encoded.</param>
/// <param name="ContentLanguage">Its language.</param>
/// <param name="ContentDisposition">How a browser treats it.</param>
/// <param name="Metadata">Metadata that is not the product's.</param>
internal sealed record BlobHeaders(
    string? ContentType, string? CacheControl, string? ContentEncoding, string? ContentLanguage, string? ContentDisposition, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The headers of a blob that nobody gave any.</summary>
    public static BlobHeaders Of(string contentType) => new(contentType, null, null, null, null, new Dictionary<string, string>());

    /// <summary>As the service takes them.</summary>
    public BlobHttpHeaders ToHttp(byte[] contentHash) => new()
    {
        ContentType = ContentType,
        CacheControl = CacheControl,
        ContentEncoding = ContentEncoding,
        ContentLanguage = ContentLanguage,
        ContentDisposition = ContentDisposition,
        ContentHash = contentHash,
    };
}
