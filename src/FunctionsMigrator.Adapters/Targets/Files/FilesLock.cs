using System.Diagnostics;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>
/// The exclusive lock of the operating system on <c>.fm-target.lock</c>, held around reading the claim, comparing and writing. It ends with the process that holds it.
/// The file itself stays: deleting it would let two processes hold locks on two files of one name.
/// </summary>
internal static class FilesLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the lock. Real time, also where tests hold the clock: it is another process that is waited for.</summary>
    /// <exception cref="TargetException">TGT005: somebody else held it longer than <paramref name="patience"/>.</exception>
    public static async Task<IDisposable> AcquireAsync(string root, TargetAddress address, TimeSpan patience, CancellationToken cancellation)
    {
        var path = Path.Combine(root, FilesLayout.Lock);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (waited.Elapsed >= patience)
            {
                throw new TargetException(TargetCodes.Busy.Finding(
                    $"Another process has held {path} for {patience.TotalSeconds:0} s.", target: address.ToString()));
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private static FileStream? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            return null;
        }
    }
}
