using FunctionsMigrator.Adapters.Stores.Local;

namespace FunctionsMigrator.Adapters.Targets.Local;

/// <summary>Folders whose names survive the loss of power.</summary>
internal static class LocalFolders
{
    /// <summary>Makes a folder, with all above it that is missing.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        Create(parent);
        Directory.CreateDirectory(folder);
        Sync(parent);
    }

    /// <summary>Makes the names in a folder survive the loss of power.</summary>
    public static void Sync(string folder)
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder))
        {
            PosixFiles.SyncFolder(folder);
        }
    }
}
