using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Reads commits by a library, without a work tree and without the git program. A remote repository is not asked for commits, given by their whole SHA, that
/// its copy has already.
/// </summary>
/// <param name="cacheFolder">A private folder for copies of remote repositories; made when it is needed.</param>
/// <param name="options">How remote repositories are reached.</param>
/// <param name="time">For waiting on another process.</param>
public sealed class LibGit2Source(string cacheFolder, GitSourceOptions? options = null, TimeProvider? time = null) : IGitSource
{
    private readonly GitMirror _mirror = new(Path.GetFullPath(cacheFolder), options ?? new GitSourceOptions(), time ?? TimeProvider.System);

    /// <inheritdoc/>
    public Task<Outcome<CommitInfo>> ResolveAsync(string repository, string revision, CancellationToken cancellation) => ReadAsync(
        repository,
        [revision],
        (_, _, commits) => Outcome.Of(CommitReader.Describe(commits[0], [])),
        cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ISourceTree>> OpenTreeAsync(string repository, string commit, SourceLimits limits, CancellationToken cancellation) => ReadAsync<ISourceTree>(
        repository,
        [commit],
        (opened, _, commits) =>
        {
            var walked = new TreeWalk(opened, limits).Walk(commits[0].Tree, cancellation);
            return walked.TryGet(out var files) ? Outcome.Of<ISourceTree>(new CommitTree(opened.Info.Path, files)) : walked.As<ISourceTree>();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<CommitInfo>>> RangeAsync(string repository, string? from, string to, int limit, CancellationToken cancellation) => ReadAsync(
        repository,
        from is null ? [to] : [to, from],
        (opened, address, commits) => CommitReader.Range(opened, address, commits.ElementAtOrDefault(1), commits[0], limit, cancellation),
        cancellation);

    /// <inheritdoc/>
    public Task<Outcome<RawCommit>> ReadCommitAsync(string repository, string sha, CancellationToken cancellation) => ReadAsync(
        repository,
        [sha],
        (opened, _, commits) => Outcome.Of(RawCommitReader.Read(opened, commits[0])),
        cancellation);

    private async Task<Outcome<T>> ReadAsync<T>(
        string repository,
        IReadOnlyList<string> revisions,
        Func<Repository, GitAddress, IReadOnlyList<Commit>, Outcome<T>> read,
        CancellationToken cancellation)
    {
        var parsed = GitAddress.Parse(repository);
        if (!parsed.TryGet(out var address))
        {
            return parsed.As<T>();
        }

        if (address.Url is not null && !_mirror.Holds(address, revisions) && await _mirror.FetchAsync(address, cancellation) is { } hindrance)
        {
            return Outcome.Fail<T>(hindrance);
        }

        return await Task.Run(() => Read(address, revisions, read), cancellation);
    }

    private Outcome<T> Read<T>(
        GitAddress address, IReadOnlyList<string> revisions, Func<Repository, GitAddress, IReadOnlyList<Commit>, Outcome<T>> read)
    {
        try
        {
            using var repository = new Repository(address.Folder ?? _mirror.FolderOf(address));
            var finder = new RevisionFinder(repository, address);
            var found = revisions.Select(finder.Find).ToList();
            return found.All(commit => commit.Succeeded)
                ? read(repository, address, [.. found.Select(commit => commit.Value)])
                : Outcome.Fail<T>([.. found.SelectMany(commit => commit.Findings)]);
        }
        catch (LibGit2SharpException exception)
        {
            return Outcome.Fail<T>(GitFailures.OfRead(exception, address));
        }
    }
}
