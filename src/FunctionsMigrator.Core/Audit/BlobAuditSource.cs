using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Audit;

/// <summary>The audit area of a store.</summary>
public sealed class BlobAuditSource(IBlobStore blobs) : IAuditSource
{
    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellation)
    {
        var stream = await blobs.OpenAsync(BlobArea.Audit, name, cancellation);
        if (stream is null)
        {
            return null;
        }

        await using (stream)
        {
            return await AuditFormat.ReadAsync(stream, cancellation);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => blobs.ListAsync(BlobArea.Audit, prefix, cancellation);
}
