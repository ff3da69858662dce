namespace FunctionsMigrator.Core.Evidence;

/// <summary>A folder that evidence is exported to, or verified from. Paths have forward slashes and never lead out of it.</summary>
public interface IEvidenceFolder
{
    /// <summary>Writes a file that is not there yet.</summary>
    Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation);

    /// <summary>All files, in ordinal order of their paths.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file; null when there is none.</summary>
    Stream? Open(string path);
}
