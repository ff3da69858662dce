namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>Folders for the data of servers, all of which end with them.</summary>
internal static class ServerFolder
{
    // Where Linux keeps memory that processes share, as a file system that everybody may write to. Every rehearsal makes and drops a database of some hundred files, which a disk's
    // file system is slow at; containers often have next to nothing there.
    private const string Memory = "/dev/shm";
    private const long Enough = 4L << 30;

    /// <summary>A path that nobody uses: in memory where there is plenty of it, else in the temporary folder. The supervisor makes it and removes it.</summary>
    public static string Next(string server) => Path.Combine(HasMemory() ? Memory : Path.GetTempPath(), $"fm-{server}-{Guid.NewGuid():N}");

    private static bool HasMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Enough;
}
