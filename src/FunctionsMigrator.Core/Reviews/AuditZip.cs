using System.IO.Compression;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>A ZIP file that an audit is exported into, with the names that a folder would have. It is only written, from one place.</summary>
/// <param name="zip">The file.</param>
internal sealed class AuditZip(ZipArchive zip) : IBlobStore
{
    // As the store of a folder has it: a folder's name ends in a mark, so that no blob is taken for one.
    private const string Root = "audit/";
    private const string FolderMark = "+";
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        if (!_names.Add(name))
        {
            return false;
        }

        await using var entry = await zip.CreateEntry(Root + KeyEncoding.Files.EncodeName(name).Replace("/", FolderMark + "/", StringComparison.Ordinal)).OpenAsync(cancellation);
        await write(entry, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation) => Task.FromResult(_names.Contains(name));

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation) => throw new NotSupportedException("An export is only written.");

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, CancellationToken cancellation) => throw new NotSupportedException("An export is only written.");

    /// <inheritdoc/>
    public Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation) => throw new NotSupportedException("An export is only written.");
}
