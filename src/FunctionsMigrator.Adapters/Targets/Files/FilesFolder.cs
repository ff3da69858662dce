using FunctionsMigrator.Adapters.Targets.JsonFiles;
using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>
/// The folder of a target: reads whole files, and replaces them so that they are there with all their bytes or not at all, also after the loss of power
/// (staged beside, synced, renamed, the folder synced).
/// </summary>
internal sealed class FilesFolder(string root, TargetAddress address)
{
    private int _staged;

    public string Root { get; } = root;

    public TargetAddress Address { get; } = address;

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>The bytes of a file at the top of the folder; null when there is none.</summary>
    /// <exception cref="TargetException">It is a link, or larger than the limit.</exception>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellation)
    {
        var path = PathOf(name);
        RefuseLinks(path);
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            return Directory.Exists(path) ? throw Failed(TargetCodes.Malformed.Finding($"{path} is a folder; a file was expected.")) : null;
        }

        if (info.Length > JsonItems.LargestFile)
        {
            throw Failed(TargetCodes.Malformed.Finding($"{path} has {info.Length} bytes; at most {JsonItems.LargestFile} are read."));
        }

        return await File.ReadAllBytesAsync(path, cancellation);
    }

    /// <summary>The items of a JSON file; none where there is no file.</summary>
    /// <exception cref="TargetException">TGT010: the file has another form.</exception>
    public async Task<JsonItems> ReadItemsAsync(string name, CancellationToken cancellation) =>
        JsonItems.Of(name, await ReadAsync(name, cancellation), PathOf(name), Address);

    /// <summary>Makes the folder itself.</summary>
    public void Create() => LocalFolders.Create(Root);

    /// <summary>Removes what a process that died while it wrote left behind. Only under the lock.</summary>
    public void ClearStaging()
    {
        if (Directory.Exists(PathOf(FilesLayout.Staging)))
        {
            Directory.Delete(PathOf(FilesLayout.Staging), recursive: true);
        }
    }

    /// <summary>Writes a file into the staging folder, durably, and answers its path. Only under the lock.</summary>
    public async Task<string> StageAsync(Func<Stream, Task> write, CancellationToken cancellation)
    {
        Directory.CreateDirectory(PathOf(FilesLayout.Staging));
        var path = Path.Combine(PathOf(FilesLayout.Staging), Interlocked.Increment(ref _staged).ToString("D"));
        await using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await write(stream);
        await stream.FlushAsync(cancellation);
        stream.Flush(flushToDisk: true);
        return path;
    }

    /// <summary>Lets a staged file stand under its name. Call <see cref="LocalFolders.Sync"/> with the answered folder before relying on it.</summary>
    public string Publish(string staged, string path)
    {
        RefuseLinks(path);
        var folder = Path.GetDirectoryName(path)!;
        LocalFolders.Create(folder);
        File.Move(staged, path, overwrite: true);
        return folder;
    }

    /// <summary>Replaces a file at the top of the folder durably.</summary>
    public async Task ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var staged = await StageAsync(stream => stream.WriteAsync(bytes, cancellation).AsTask(), cancellation);
        LocalFolders.Sync(Publish(staged, PathOf(name)));
    }

    /// <summary>Removes a document, and the folders that become empty with it. Answers the folder to sync.</summary>
    public string Remove(string path)
    {
        RefuseLinks(path);
        File.Delete(path);
        var folder = Path.GetDirectoryName(path)!;
        while (folder.Length > Root.Length && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    /// <exception cref="TargetException">TGT012: a part of the path below the folder is a symbolic link.</exception>
    public void RefuseLinks(string path)
    {
        if (SymbolicLinks.FirstBelow(Root, path) is { } link)
        {
            throw Failed(TargetCodes.SymbolicLink.Finding($"{link} is a symbolic link."));
        }
    }

    public TargetException Failed(Core.Findings.Finding finding, Exception? inner = null) => new(finding with { Target = Address.ToString() }, inner);
}
