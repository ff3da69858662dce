using FunctionsMigrator.Adapters.Git.Signatures;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Reads commits as they are stored, and the paths that they decide themselves.</summary>
internal static class RawCommitReader
{
    public static RawCommit Read(Repository repository, Commit commit) =>
        new(commit.Sha, PackedCommit.Read(repository, commit.Id, CommitText.Longest + 1), OwnPaths(repository, commit));

    private static List<string> OwnPaths(Repository repository, Commit commit)
    {
        var parents = commit.Parents.ToList();
        var changed = Changed(repository, parents.FirstOrDefault()?.Tree, commit.Tree);
        if (parents.Count != 2 || repository.ObjectDatabase.FindMergeBase(parents[0], parents[1]) is not { } common)
        {
            return changed;
        }

        // A path is brought along where one side left it as both had it, and the merge has it as the other side made it. A clean merge of both sides' edits is its own.
        var kept = Changed(repository, parents[1].Tree, commit.Tree).ToHashSet(StringComparer.Ordinal);
        var here = Changed(repository, common.Tree, parents[0].Tree).ToHashSet(StringComparer.Ordinal);
        var there = Changed(repository, common.Tree, parents[1].Tree).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. changed.Where(path => kept.Contains(path) || here.Contains(path))
                .Union(kept.Where(path => !changed.Contains(path) && there.Contains(path)))
                .Order(StringComparer.Ordinal),
        ];
    }

    // Without a search for renames: both the old and the new path have changed.
    private static List<string> Changed(Repository repository, Tree? from, Tree to)
    {
        using var changes = repository.Diff.Compare<TreeChanges>(from, to, new CompareOptions { Similarity = SimilarityOptions.None });
        return [.. changes.Select(change => change.Path).Order(StringComparer.Ordinal)];
    }
}
