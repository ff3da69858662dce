using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Reads commits into the words of the product.</summary>
internal static class CommitReader
{
    public static CommitInfo Describe(Commit commit, IReadOnlyList<string> changedPaths) => new(
        commit.Sha,
        new GitIdentity(commit.Author.Name, commit.Author.Email),
        new GitIdentity(commit.Committer.Name, commit.Committer.Email),
        Trailers.CoAuthors(commit.Message),
        commit.Committer.When,
        commit.Message,
        [.. commit.Parents.Select(parent => parent.Sha)],
        changedPaths);

    /// <summary>
    /// The commits of a range. In a shallow clone a range that reaches the end of its history is a finding: who wrote the commits behind it cannot be known.
    /// </summary>
    public static Outcome<IReadOnlyList<CommitInfo>> Range(
        Repository repository, GitAddress address, Commit? from, Commit to, int limit, CancellationToken cancellation)
    {
        var boundary = ShallowBoundary.Of(repository);
        var filter = new CommitFilter
        {
            IncludeReachableFrom = to,
            ExcludeReachableFrom = from,
            SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Time,
        };
        List<CommitInfo> commits = [];
        foreach (var commit in repository.Commits.QueryBy(filter).Take(limit))
        {
            cancellation.ThrowIfCancellationRequested();
            if (boundary.Contains(commit.Sha))
            {
                return GitCodes.Shallow.Fail<IReadOnlyList<CommitInfo>>(
                    $"Repository {address} is a shallow clone whose history ends at {commit.Sha[..7]}; the commits {From(from)} to {to.Sha[..7]} go further back.");
            }

            commits.Add(Describe(commit, ChangedPaths(repository, commit)));
        }

        return Outcome.Of<IReadOnlyList<CommitInfo>>(commits);
    }

    private static string From(Commit? from) => from is null ? "from the first" : $"from {from.Sha[..7]}";

    private static IReadOnlyList<string> ChangedPaths(Repository repository, Commit commit)
    {
        // Without a search for renames: both the old and the new path have changed.
        using var changes = repository.Diff.Compare<TreeChanges>(
            commit.Parents.FirstOrDefault()?.Tree, commit.Tree, new CompareOptions { Similarity = SimilarityOptions.None });
        return [.. changes.Select(change => change.Path).Order(StringComparer.Ordinal)];
    }
}
