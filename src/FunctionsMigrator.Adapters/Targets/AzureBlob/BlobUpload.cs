using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>
/// Puts a document. Large contents are staged in blocks first, which nobody sees; what makes them the document is one request, conditional and within the hard limit.
/// </summary>
internal sealed class BlobUpload(BlobContainerClient container, BlobTurn turn)
{
    private const int BlockBytes = 4 << 20;

    /// <param name="write">The write.</param>
    /// <param name="headers">The document's headers.</param>
    /// <param name="former">The ETag of what is replaced; null: there is none.</param>
    /// <param name="writer">What marks this write in the metadata.</param>
    /// <param name="cancellation">Cancels the write.</param>
    public async Task PutAsync(ItemWrite write, BlobHeaders headers, ETag? former, string writer, CancellationToken cancellation)
    {
        var blob = container.GetBlockBlobClient(write.Key);
        var conditions = former is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        if (write.Content!.Length <= BlockBytes)
        {
            var bytes = await write.Content.ReadAsync(cancellation);
            Require(write, Digest.Of(bytes.Span));
            var hash = ContentHash(bytes.Span);
            var options = new BlobUploadOptions { Conditions = conditions, HttpHeaders = headers.ToHttp(hash), Metadata = Metadata(hash) };
            await turn.WriteAsync(
                async token =>
                {
                    await using var stream = BinaryData.FromBytes(bytes).ToStream();
                    return await blob.UploadAsync(stream, options, token);
                },
                cancellation);
            return;
        }

        var (blocks, md5) = await StageAsync(blob, write, cancellation);
        var commit = new CommitBlockListOptions { Conditions = conditions, HttpHeaders = headers.ToHttp(md5), Metadata = Metadata(md5) };
        await turn.WriteAsync(token => blob.CommitBlockListAsync(blocks, commit, token), cancellation);

        Dictionary<string, string> Metadata(byte[] contentHash) => new(headers.Metadata, StringComparer.OrdinalIgnoreCase)
        {
            [BlobItem.ChecksumKey] = write.Post!.Value.Hex,
            [BlobItem.ContentHashKey] = Convert.ToBase64String(contentHash),
            [BlobItem.WriterKey] = writer,
        };
    }

    // The hash that the service keeps for every content. It tells edits by others, and proves nothing against those who want to deceive.
#pragma warning disable CA5351
    private static byte[] ContentHash(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    private static async Task<(List<string> Blocks, byte[] ContentHash)> StageAsync(BlockBlobClient blob, ItemWrite write, CancellationToken cancellation)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var blocks = new List<string>();
        var buffer = new byte[BlockBytes];
        await using var content = await write.Content!.OpenAsync(cancellation);
        for (int count; (count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0;)
        {
            sha256.AppendData(buffer, 0, count);
            md5.AppendData(buffer, 0, count);
            var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
            using var block = new MemoryStream(buffer, 0, count, writable: false);
            await blob.StageBlockAsync(id, block, cancellationToken: cancellation);
            blocks.Add(id);
        }

        Require(write, Digest.From(sha256));
        return (blocks, md5.GetHashAndReset());
    }

    private static void Require(ItemWrite write, Digest digest)
    {
        if (digest != write.Post)
        {
            throw new InvalidOperationException($"The content of change {write.ChangeId} does not have its post-checksum.");
        }
    }
}
