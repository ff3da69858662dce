using Azure;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Core;
using ListedBlob = Azure.Storage.Blobs.Models.BlobItem;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>A blob as far as a document needs it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="ETag">What a change of it is conditional on.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">
/// SHA-256 of its content, where it can be known without reading: this type writes it into the metadata together with the MD5 of the same bytes, and it counts only while
/// that MD5 is the one that the service keeps for the content. Whoever replaces the content, by whatever tool, changes the service's MD5.
/// </param>
/// <param name="Writer">The write that made it, when this type did.</param>
/// <param name="Headers">Its headers and other metadata.</param>
/// <param name="Held">Why it cannot be changed now: a lease, a legal hold, a policy.</param>
internal sealed record BlobItem(string Key, ETag ETag, long Length, Digest? Checksum, string? Writer, BlobHeaders Headers, string? Held)
{
    /// <summary>When it was written last; null where a listing does not say.</summary>
    public DateTimeOffset? Modified { get; init; }

    public const string ChecksumKey = "fmsha256";
    public const string ContentHashKey = "fmmd5";
    public const string WriterKey = "fmwrite";

    /// <summary>What a listing says.</summary>
    public static BlobItem Of(ListedBlob listed)
    {
        var properties = listed.Properties;
        return new BlobItem(
            listed.Name,
            properties.ETag ?? default,
            properties.ContentLength ?? 0,
            ChecksumOf(listed.Metadata, properties.ContentHash),
            listed.Metadata.TryGetValue(WriterKey, out var writer) ? writer : null,
            new BlobHeaders(
                properties.ContentType, properties.CacheControl, properties.ContentEncoding, properties.ContentLanguage, properties.ContentDisposition, Others(listed.Metadata)),
            Held: null);
    }

    /// <summary>What a blob says of itself.</summary>
    public static BlobItem Of(string key, BlobProperties properties, DateTimeOffset now) => new(
        key,
        properties.ETag,
        properties.ContentLength,
        ChecksumOf(properties.Metadata, properties.ContentHash),
        properties.Metadata.TryGetValue(WriterKey, out var writer) ? writer : null,
        new BlobHeaders(
            properties.ContentType, properties.CacheControl, properties.ContentEncoding, properties.ContentLanguage, properties.ContentDisposition, Others(properties.Metadata)),
        properties.HasLegalHold ? "a legal hold is on it"
            : properties.ImmutabilityPolicy?.ExpiresOn is { } until && until > now ? $"an immutability policy is on it until {until:u}"
            : properties.LeaseStatus == LeaseStatus.Locked ? "somebody holds a lease"
            : null)
    {
        Modified = properties.LastModified,
    };

    private static Digest? ChecksumOf(IDictionary<string, string> metadata, byte[]? contentHash) =>
        contentHash is { Length: > 0 }
        && metadata.TryGetValue(ContentHashKey, out var md5) && md5 == Convert.ToBase64String(contentHash)
        && metadata.TryGetValue(ChecksumKey, out var hex) && Digest.TryParse(hex, out var digest)
            ? digest
            : null;

    private static Dictionary<string, string> Others(IDictionary<string, string> metadata) =>
        metadata.Where(pair => pair.Key is not (ChecksumKey or ContentHashKey or WriterKey)).ToDictionary(StringComparer.OrdinalIgnoreCase);
}
