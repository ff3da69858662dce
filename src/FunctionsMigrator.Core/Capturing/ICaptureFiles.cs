namespace FunctionsMigrator.Core.Capturing;

/// <summary>
/// Where captured files are kept until all of them are known. Paths have forward slashes and start at the root of the repository; whoever asks has made sure that they do
/// not leave it. Nothing of the repository changes before the host says so.
/// </summary>
public interface ICaptureFiles
{
    /// <summary>Keeps a file with what <paramref name="write"/> writes; a second file of one path replaces the first.</summary>
    Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation);

    /// <summary>Notes that a file goes.</summary>
    void Remove(string path);

    /// <summary>The file as it is kept here, or else as the repository has it; null where there is none.</summary>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellation);
}
