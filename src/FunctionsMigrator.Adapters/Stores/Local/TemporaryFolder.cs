using System.Diagnostics;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>
/// A folder for the temporary files of one process inside <c>tmp</c> of the store. While the process lives it holds a lock on <c>NAME.lock</c>; what a dead process
/// left is deleted by the next one that opens the store.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _lock;
    private int _number;

    private TemporaryFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Claims a folder in <paramref name="parent"/>, after deleting those whose process is dead.</summary>
    /// <exception cref="StoreException">STO005: another process kept the cleaning lock for ten seconds.</exception>
    public static async Task<TemporaryFolder> ClaimAsync(string parent, TimeProvider time, CancellationToken cancellation)
    {
        new DurableFolder(parent).Create(parent);

        // One process at a time looks for dead folders or makes its own: a folder that has no lock yet looks dead.
        using var cleaning = await HoldAsync(System.IO.Path.Combine(parent, "cleaning.lock"), time, cancellation);
        foreach (var folder in Directory.EnumerateDirectories(parent))
        {
            DeleteIfDead(folder);
        }

        var path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        var held = Hold(LockOf(path)) ?? throw new UnreachableException("A new name is locked by nobody.");
        new DurableFolder(path).Create(path);
        return new TemporaryFolder(path, held);
    }

    /// <summary>A path that nobody uses.</summary>
    public string Next() => System.IO.Path.Combine(Path, Interlocked.Increment(ref _number).ToString("D"));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            File.Delete(LockOf(Path));
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            // The next process that opens the store tries again.
        }

        _lock.Dispose();
    }

    private static string LockOf(string path) => path + ".lock";

    private static void DeleteIfDead(string folder)
    {
        using var held = Hold(LockOf(folder));
        if (held is not null)
        {
            // Its process may have ended by itself since the folder was seen.
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            File.Delete(LockOf(folder));
        }
    }

    private static async Task<FileStream> HoldAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            if (Hold(path) is { } held)
            {
                return held;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new StoreException(StoreCodes.Busy.Finding($"Another process has held {path} for {Patience.TotalSeconds} s."));
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static FileStream? Hold(string path)
    {
        for (var again = true; ; again = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                return null;
            }
            catch (IOException) when (again)
            {
                // Who held it removed it when it ended, between the attempt and the look.
            }
        }
    }
}
