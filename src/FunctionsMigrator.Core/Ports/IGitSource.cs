using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Ports;

/// <summary>
/// Reads commits of a metadata repository: a folder, a <c>file://</c> or an <c>https://</c> address. Needs no work tree and no git program.
/// A remote repository is mirrored into a private folder that the adapter owns. Expected failures (no such repository, no such revision, a shallow clone that
/// lacks what is asked for, a SHA-256 repository, no access) are findings.
/// </summary>
public interface IGitSource
{
    /// <summary>Finds the commit that a branch, tag or (abbreviated) SHA names; annotated tags are followed. Remote repositories are fetched first.</summary>
    Task<Outcome<CommitInfo>> ResolveAsync(string repository, string revision, CancellationToken cancellation);

    /// <summary>
    /// All files of the commit in ordinal order of their paths. Symbolic links, submodules, files over <paramref name="limits"/> and paths that could leave
    /// a root are findings, all of them; file contents are opened on demand.
    /// </summary>
    Task<Outcome<ISourceTree>> OpenTreeAsync(string repository, string commit, SourceLimits limits, CancellationToken cancellation);

    /// <summary>
    /// The commits reachable from <paramref name="to"/> and not from <paramref name="from"/> (all, when null), newest first, at most <paramref name="limit"/>,
    /// each with the paths it changed against its first parent.
    /// </summary>
    Task<Outcome<IReadOnlyList<CommitInfo>>> RangeAsync(string repository, string? from, string to, int limit, CancellationToken cancellation);

    /// <summary>A commit, by its whole SHA, as the bytes that its SHA is made of, with the paths that the commit itself decides.</summary>
    Task<Outcome<RawCommit>> ReadCommitAsync(string repository, string sha, CancellationToken cancellation);
}

/// <summary>A commit as git stores it.</summary>
/// <param name="Sha">40 lower-case hexadecimal digits.</param>
/// <param name="Bytes">The commit object without git's own header.</param>
/// <param name="OwnPaths">
/// Paths that differ from the first parent, ordinal order; for a merge only those where it holds something else than the one side that had changed them: what a
/// merge merely brings along was decided by the commits that it merges.
/// </param>
public sealed record RawCommit(string Sha, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> OwnPaths);

/// <summary>One commit.</summary>
/// <param name="Sha">40 lower-case hexadecimal digits.</param>
/// <param name="Author">Name and address of the author.</param>
/// <param name="Committer">Name and address of the committer.</param>
/// <param name="CoAuthors">From <c>Co-authored-by:</c> trailers.</param>
/// <param name="When">Committer time.</param>
/// <param name="Message">The whole message.</param>
/// <param name="Parents">Parents' SHAs.</param>
/// <param name="ChangedPaths">Paths changed against the first parent, ordinal order; empty where it was not asked for.</param>
public sealed record CommitInfo(
    string Sha,
    GitIdentity Author,
    GitIdentity Committer,
    IReadOnlyList<GitIdentity> CoAuthors,
    DateTimeOffset When,
    string Message,
    IReadOnlyList<string> Parents,
    IReadOnlyList<string> ChangedPaths);

/// <summary>Name and e-mail address as git has them.</summary>
public sealed record GitIdentity(string Name, string Email);

/// <summary>How large the files of a repository may be. A larger one is a finding, not an exception.</summary>
/// <param name="FileBytes">Bytes of one file. Default 100 MiB.</param>
/// <param name="MetadataBytes">Bytes of one YAML file. Default 4 MiB.</param>
/// <param name="Files">Number of files. Default 100,000.</param>
public sealed record SourceLimits(long FileBytes = 100L << 20, long MetadataBytes = 4L << 20, int Files = 100_000);

/// <summary>The files of a commit, a bundle or a work tree, by path with forward slashes, in ordinal order.</summary>
public interface ISourceTree
{
    /// <summary>All files.</summary>
    IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Opens a file of <see cref="Files"/>. Bytes are as stored, not normalised. Several may be opened and read at once.</summary>
    Task<Stream> OpenAsync(string path, CancellationToken cancellation);
}

/// <summary>A file of a tree.</summary>
public sealed record SourceFile(string Path, long Length);
