using System.Collections.Concurrent;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>
/// A folder in which files appear whole or not at all, and stay after the loss of power. Folders are private to their owner.
/// </summary>
internal sealed class DurableFolder
{
    private const int RememberedFolders = 10_000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A folder is here when its own name was synced by this process; that another process made it does not tell whether it also synced it.
    private readonly ConcurrentDictionary<string, bool> _synced = new(StringComparer.Ordinal);

    public DurableFolder(string root) => Root = root;

    public string Root { get; }

    /// <summary>Makes a folder inside the root, with all above it, durable and private.</summary>
    public void Create(string folder)
    {
        if (_synced.ContainsKey(folder))
        {
            return;
        }

        if (folder.Length > Root.Length)
        {
            Create(Path.GetDirectoryName(folder)!);
        }

        // What is above the root is somebody else's, perhaps not even readable.
        if (!Directory.Exists(folder) || folder.Length > Root.Length)
        {
            CreateOne(folder);
            Sync(Path.GetDirectoryName(folder));
        }

        if (_synced.Count >= RememberedFolders)
        {
            _synced.Clear();
        }

        _synced[folder] = true;
    }

    /// <summary>
    /// Lets a finished, synced temporary file appear under its name, unless there is something with that name. Never overwrites, whoever else tries at the same
    /// time: a rename would. The temporary file may remain.
    /// </summary>
    public bool TryPublish(string temporary, string path)
    {
        Create(Path.GetDirectoryName(path)!);
        var published = OperatingSystem.IsWindows() ? TryMove(temporary, path) : TryLink(temporary, path);
        Confirm(path);
        return published;
    }

    /// <summary>Makes the name of a file that is there already durable; whoever made it may have died before doing so, and the caller now relies on it.</summary>
    public bool Confirm(string path)
    {
        Create(Path.GetDirectoryName(path)!);
        Sync(Path.GetDirectoryName(path));
        return true;
    }

    /// <summary>Deletes the file for good. Answers whether there was one.</summary>
    public static bool Delete(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        Sync(Path.GetDirectoryName(path));
        return true;
    }

    private static void CreateOne(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private static void Sync(string? folder)
    {
        if (folder is not null && !OperatingSystem.IsWindows())
        {
            PosixFiles.SyncFolder(folder);
        }
    }

    private static bool TryLink(string temporary, string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && PosixFiles.TryLink(temporary, path);
        }
        catch (IOException exception) when (!OperatingSystem.IsWindows() && PosixFiles.IsNotSupported(exception.HResult))
        {
            throw new StoreException(StoreCodes.Unsuitable.Finding($"The file system of {path} knows no hard links: {exception.Message}"), exception);
        }
    }

    private static bool TryMove(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }
}
