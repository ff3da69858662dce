using System.Runtime.CompilerServices;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>The documents of a target: every file of its folder but the reserved ones, by path. Contents are hashed and opened as streams.</summary>
internal sealed class DocumentFolder(FilesFolder folder)
{
    private const int BufferSize = 1 << 16;

    /// <summary>All documents in order of their keys.</summary>
    public async IAsyncEnumerable<LiveItem> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var key in Keys("", Directory.Exists(folder.Root) ? new DirectoryInfo(folder.Root) : null))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await FindAsync(key, folder.PathOf(key), cancellation) is { } item)
            {
                yield return item;
            }
        }
    }

    /// <summary>One document; null when there is none.</summary>
    /// <exception cref="Core.Targets.TargetException">TGT011 or TGT012.</exception>
    public Task<LiveItem?> FindAsync(string key, CancellationToken cancellation) =>
        FindAsync(key, FilesLayout.PathOf(folder.Root, key, folder.Address), cancellation);

    private async Task<LiveItem?> FindAsync(string key, string path, CancellationToken cancellation)
    {
        folder.RefuseLinks(path);
        try
        {
            await using var stream = Open(path);
            var digest = await Digest.OfAsync(stream, cancellation);
            return new LiveItem(key, digest, ItemContent.Open(stream.Length, _ => Task.FromResult<Stream>(Open(path)))) { Modified = File.GetLastWriteTimeUtc(path) };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || IsBelowFile(exception, path))
        {
            return null;
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            return null;
        }
    }

    // The key a/b asks below the file a: there is no such document.
    private bool IsBelowFile(Exception exception, string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        return exception is IOException && parent.Length > folder.Root.Length && (File.Exists(parent) || IsBelowFile(exception, parent));
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);

    // A folder sorts as its name with the slash behind it, so that walking it in this order gives the paths in the order of their bytes.
    private IEnumerable<string> Keys(string prefix, DirectoryInfo? directory)
    {
        var entries = directory?.GetFileSystemInfos() ?? [];
        var names = Array.ConvertAll(entries, entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name);
        Array.Sort(names, entries, Utf8Order.Instance);
        foreach (var (name, entry) in names.Zip(entries))
        {
            if (prefix.Length == 0 && FilesLayout.IsReserved(entry.Name))
            {
                continue;
            }

            if (entry.LinkTarget is not null)
            {
                throw folder.Failed(TargetCodes.SymbolicLink.Finding($"{entry.FullName} is a symbolic link."));
            }

            foreach (var key in entry is DirectoryInfo sub ? Keys(prefix + name, sub) : [prefix + name])
            {
                yield return key;
            }
        }
    }
}
