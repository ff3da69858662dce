using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>
/// Blobs as read-only files under <c>AREA/</c>: one folder a segment, named as <see cref="KeyEncoding.Files"/> says, folders with a <c>+</c> behind so that the blobs
/// <c>a</c> and <c>a/b</c> can both be. A hashed name stands in <c>~~HASH+name</c> beside its blob.
/// A blob is written to a temporary file, synced, linked to its name and its folder synced: a crash leaves it whole or absent.
/// </summary>
public sealed class LocalBlobStore : IBlobStore
{
    private const string FolderMark = "+";
    private const string NameMark = "+name";

    private readonly DurableFolder _folder;
    private readonly Func<string> _nextTemporary;
    private readonly IDurableWriteObserver _observer;
    private readonly Func<string, Stream> _create;

    internal LocalBlobStore(string root, Func<string> nextTemporary, IDurableWriteObserver observer, Func<string, Stream>? create = null)
    {
        _folder = new DurableFolder(root);
        _nextTemporary = nextTemporary;
        _observer = observer;
        _create = create ?? CreateFile;
    }

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var path = PathOf(area, name, out var hashed);
        var what = $"blob create {Folder(area)}/{name}";
        await _observer.BeforeAsync(what, cancellation);
        if (hashed)
        {
            // The name first: a name without its blob is passed over by listings, a blob without its name could not be listed.
            await TryPublishAsync(path + NameMark, (stream, token) => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(name), token).AsTask(), cancellation);
        }

        if (!await TryPublishAsync(path, write, cancellation))
        {
            return false;
        }

        await _observer.AfterAsync(what, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(area, name, out _);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            return Task.FromResult<Stream?>(new LocalStream(file, $"Blob {Folder(area)}/{name}"));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            throw LocalFailure.From(exception, $"Blob {Folder(area)}/{name} cannot be read");
        }
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(PathOf(area, name, out _)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        BlobArea area, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var name in new LocalBlobListing(Path.Combine(_folder.Root, Folder(area)), FolderMark, NameMark).Names(prefix))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var path = PathOf(BlobArea.Snapshots, name, out var hashed);
        var what = $"blob delete {Folder(BlobArea.Snapshots)}/{name}";
        await _observer.BeforeAsync(what, cancellation);
        try
        {
            if (!DurableFolder.Delete(path))
            {
                return false;
            }

            if (hashed)
            {
                DurableFolder.Delete(path + NameMark);
            }
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            throw LocalFailure.From(exception, $"Snapshot {name} cannot be deleted");
        }

        await _observer.AfterAsync(what, cancellation);
        return true;
    }

    private static string Folder(BlobArea area) => area switch
    {
        BlobArea.Bundles => "bundles",
        BlobArea.Plans => "plans",
        BlobArea.Audit => "audit",
        BlobArea.Snapshots => "snapshots",
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "An unknown area of blobs."),
    };

    private static FileStream CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead;
        }

        return new FileStream(path, options);
    }

    private string PathOf(BlobArea area, string name, out bool hashed)
    {
        var encoded = KeyEncoding.Files.EncodeName(name);
        hashed = KeyEncoding.IsHashed(encoded);
        return Path.Combine(_folder.Root, Folder(area), encoded.Replace("/", FolderMark + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    private async Task<bool> TryPublishAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            Guarded(path, () => _folder.Confirm(path));
            return false;
        }

        var temporary = _nextTemporary();
        try
        {
            await using (var stream = new LocalStream(Guarded(path, () => _create(temporary)), $"Blob {path}"))
            {
                await write(stream, cancellation);

                // The disk answers late, and does several at once in hardly more time than one.
                await Task.Run(stream.Sync, CancellationToken.None);
            }

            return await Task.Run(() => Guarded(path, () => _folder.TryPublish(temporary, path)), CancellationToken.None);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    // Only what the store itself does: the failures of a caller's own streams stay what they are.
    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            throw LocalFailure.From(exception, $"Blob {path} cannot be written");
        }
    }

    private static void DeleteQuietly(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            // It goes with the folder of this process, or when the next one opens the store.
        }
    }
}
