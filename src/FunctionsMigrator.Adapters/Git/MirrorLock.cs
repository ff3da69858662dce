namespace FunctionsMigrator.Adapters.Git;

/// <summary>Keeps two processes from fetching into one mirror. The system lets go of it when a process dies.</summary>
internal sealed class MirrorLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private MirrorLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null when another holds it longer than <paramref name="timeout"/>.</summary>
    public static async Task<MirrorLock?> TakeAsync(string file, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new MirrorLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(file))
            {
                if (time.GetElapsedTime(started) >= timeout)
                {
                    return null;
                }
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <summary>Lets go. The file stays: deleting it could take it from under the next holder.</summary>
    public void Dispose() => _file.Dispose();
}
