using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>
/// The one repository that the app reads. A run that a clone on somebody's machine started names a folder there; its commits are read from the app's own repository, where the
/// same commits are. Any other address is refused: who may start runs must not choose where the app connects to.
/// </summary>
/// <param name="inner">Reads commits.</param>
/// <param name="own">The app's repository.</param>
/// <param name="token">What opens it; null where it is public.</param>
internal sealed class AppRepository(IGitSource inner, string own, RepositoryToken? token) : IGitSource
{
    /// <inheritdoc/>
    public Task<Outcome<CommitInfo>> ResolveAsync(string repository, string revision, CancellationToken cancellation) =>
        ReadAsync(repository, () => inner.ResolveAsync(own, revision, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ISourceTree>> OpenTreeAsync(string repository, string commit, SourceLimits limits, CancellationToken cancellation) =>
        ReadAsync(repository, () => inner.OpenTreeAsync(own, commit, limits, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<CommitInfo>>> RangeAsync(string repository, string? from, string to, int limit, CancellationToken cancellation) =>
        ReadAsync(repository, () => inner.RangeAsync(own, from, to, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<RawCommit>> ReadCommitAsync(string repository, string sha, CancellationToken cancellation) =>
        ReadAsync(repository, () => inner.ReadCommitAsync(own, sha, cancellation), cancellation);

    private async Task<Outcome<T>> ReadAsync<T>(string repository, Func<Task<Outcome<T>>> read, CancellationToken cancellation)
    {
        if (repository != own && repository.Contains("://", StringComparison.Ordinal))
        {
            return AppCodes.OtherRepository.Fail<T>("The request names another repository than the one that this app serves.");
        }

        if (token is not null && await token.RefreshAsync(cancellation) is { Succeeded: false } missing)
        {
            return missing.As<T>();
        }

        return await read();
    }
}
