using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// The files of a folder as they are now, for checks before a commit. In a git repository: what is tracked, and what is not yet but is not ignored either,
/// so that the answer is what a commit of everything would hold. Elsewhere: all files but those in <c>bin</c>. Never git's own folder and the local store
/// <c>.fm</c>.
/// </summary>
public sealed class WorkTreeSource : ISourceTree
{
    private readonly string _folder;
    private readonly HashSet<string> _paths;

    private WorkTreeSource(string folder, IReadOnlyList<SourceFile> files)
    {
        _folder = folder;
        _paths = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        Files = files;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>
    /// Lists the files. Symbolic links, repositories inside the folder, files over the limits and paths that are not safe are findings, all of them.
    /// A folder below the root of a repository is a tree of its own, with the repository's rules of what is ignored.
    /// </summary>
    public static Outcome<ISourceTree> Open(string folder, SourceLimits limits, CancellationToken cancellation)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(root))
        {
            return GitCodes.NoSuchRepository.Fail<ISourceTree>($"The folder {folder} does not exist.");
        }

        try
        {
            using var rules = WorkTreeRules.Of(root);
            var walked = new WorkTreeWalk(root, rules, limits).Walk(cancellation);
            return walked.TryGet(out var files) ? Outcome.Of<ISourceTree>(new WorkTreeSource(root, files)) : walked.As<ISourceTree>();
        }
        catch (LibGit2SharpException exception)
        {
            return Outcome.Fail<ISourceTree>(GitFailures.OfRead(exception, new GitAddress(folder, root, null, null)));
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _paths.Contains(path)
            ? Task.FromResult<Stream>(new FileStream(
                Path.Combine(_folder, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 4096, FileOptions.Asynchronous))
            : throw new ArgumentException($"'{path}' is no file of this work tree.", nameof(path));
    }
}
