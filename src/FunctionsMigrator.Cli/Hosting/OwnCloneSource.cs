using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>
/// Reads the commits of runs that another machine started. A run names the clone it was started from; where this machine has no such folder, its own clone serves: a commit
/// is the same in every clone that has it.
/// </summary>
internal sealed class OwnCloneSource(IGitSource inner, string clone) : IGitSource
{
    /// <inheritdoc/>
    public Task<Outcome<CommitInfo>> ResolveAsync(string repository, string revision, CancellationToken cancellation) =>
        inner.ResolveAsync(Here(repository), revision, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ISourceTree>> OpenTreeAsync(string repository, string commit, SourceLimits limits, CancellationToken cancellation) =>
        inner.OpenTreeAsync(Here(repository), commit, limits, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<CommitInfo>>> RangeAsync(string repository, string? from, string to, int limit, CancellationToken cancellation) =>
        inner.RangeAsync(Here(repository), from, to, limit, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<RawCommit>> ReadCommitAsync(string repository, string sha, CancellationToken cancellation) => inner.ReadCommitAsync(Here(repository), sha, cancellation);

    private string Here(string repository) => repository.Contains("://", StringComparison.Ordinal) || Directory.Exists(repository) ? repository : clone;
}
