namespace FunctionsMigrator.Engine.Stores;

/// <summary>
/// A file beside the engine file that a process keeps locked while it drives runs. The system gives the lock back however the process ends, so whoever finds a run
/// held by somebody whose file is not locked any more need not wait until their time is over.
/// </summary>
internal sealed class Presence : IDisposable
{
    private readonly FileStream _held;

    private Presence(string name, FileStream held)
    {
        Name = name;
        _held = held;
    }

    /// <summary>What a lease is marked with.</summary>
    public string Name { get; }

    /// <summary>Makes this process's file and deletes those of dead ones. Null where files cannot be locked: there only time tells who is gone.</summary>
    public static Presence? Begin(string engineFile)
    {
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(engineFile)!, Path.GetFileName(Of(engineFile, "*"))))
        {
            DeleteIfGone(left);
        }

        for (var tries = 0; tries < 3; tries++)
        {
            var name = Guid.NewGuid().ToString("N")[..12];
            var path = Of(engineFile, name);
            var held = Hold(path, FileMode.CreateNew);

            // Between making and locking it, another process may have taken the file for that of a dead one.
            if (held is not null && File.Exists(path))
            {
                using var second = Hold(path, FileMode.Open);
                if (second is null)
                {
                    return new Presence(name, held);
                }
            }

            held?.Dispose();
        }

        return null;
    }

    /// <summary>Whether the process that marked a lease with the name is gone.</summary>
    public static bool IsGone(string engineFile, string name) => DeleteIfGone(Of(engineFile, name));

    public void Dispose() => _held.Dispose();

    private static string Of(string engineFile, string name) => $"{engineFile}-alive-{name}";

    private static bool DeleteIfGone(string path)
    {
        using var held = Hold(path, FileMode.Open);
        return held is not null || !File.Exists(path);
    }

    // Whoever closes the file deletes it: its process at its end, or the one that found it unlocked.
    private static FileStream? Hold(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
