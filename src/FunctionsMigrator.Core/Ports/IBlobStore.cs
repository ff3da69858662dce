namespace FunctionsMigrator.Core.Ports;

/// <summary>The containers of blobs.</summary>
public enum BlobArea
{
    /// <summary>Bundles, content-addressed.</summary>
    Bundles,

    /// <summary>Plans, findings, ledgers, receipts.</summary>
    Plans,

    /// <summary>Audit records; the container that an immutability policy protects.</summary>
    Audit,

    /// <summary>Before-images, encrypted, deleted after their retention.</summary>
    Snapshots,
}

/// <summary>
/// Blobs that are created once and never overwritten. Names are segments of any characters parted by <c>/</c>, 1 to 1,024 characters (<see cref="Stores.StoreLimits"/>);
/// the store encodes them. A blob is there with all its bytes or not at all, also after a crash while it was written.
/// Failures of the medium are thrown as <see cref="StoreException"/>.
/// </summary>
public interface IBlobStore
{
    /// <summary>
    /// Creates the blob from what <paramref name="write"/> writes. Answers false, with the blob left as it was, when there is one already;
    /// of several callers at once exactly one gets true.
    /// </summary>
    Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation);

    /// <summary>Opens the blob for reading from its start; null when there is none.</summary>
    Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation);

    /// <summary>Whether there is such a blob.</summary>
    Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation);

    /// <summary>Names that start with the prefix, in <see cref="Utf8Order"/>.</summary>
    IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, CancellationToken cancellation);

    /// <summary>Deletes a snapshot; nothing else can be deleted. Answers false when there was none.</summary>
    Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation);
}
