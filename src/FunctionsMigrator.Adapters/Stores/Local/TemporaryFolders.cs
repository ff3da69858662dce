namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>Where folders belong that hold thousands of files for a while: the data of servers that somebody tries the product on, and whole runs of tests.</summary>
public static class TemporaryFolders
{
    // Where Linux keeps memory that processes share, as a file system that everybody may write to. It is good at making and dropping files, which a disk's file system is slow at;
    // containers often have next to nothing there.
    private const string Memory = "/dev/shm";
    private const long Enough = 4L << 30;

    /// <summary>A path that nobody uses, in memory where there is plenty of it, else in the temporary folder. Whoever asks makes the folder and removes it.</summary>
    /// <param name="use">What the folder is for, as a part of its name.</param>
    public static string Next(string use) => Path.Combine(HasMemory() ? Memory : Path.GetTempPath(), $"fm-{use}-{Guid.NewGuid():N}");

    private static bool HasMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Enough;
}
