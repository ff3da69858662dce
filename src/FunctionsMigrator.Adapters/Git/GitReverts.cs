using System.Text;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Writes reverts as commits on branches of their own, without touching the work tree, the index, what is checked out, or any branch that exists. <c>checksums.lock</c> is no
/// part of the merge: it is written anew for the files that come out.
/// </summary>
public static class GitReverts
{
    private const int Named = 20;

    /// <summary>Writes the commit. Files in which later commits changed the same lines are a finding that names them, and nothing is written.</summary>
    /// <param name="revert">What.</param>
    /// <param name="checksums">The text of <c>checksums.lock</c> for the files of a commit, by its SHA; findings keep the branch from being written.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Outcome<CommitInfo>> WriteAsync(GitRevert revert, Func<string, CancellationToken, Task<Outcome<string>>> checksums, CancellationToken cancellation)
    {
        try
        {
            using var repository = new Repository(revert.Folder);
            return await WriteAsync(repository, revert, checksums, cancellation);
        }
        catch (LibGit2SharpException exception)
        {
            return Outcome.Fail<CommitInfo>(GitFailures.OfRead(exception, new GitAddress(revert.Folder, Path.GetFullPath(revert.Folder), null, null)));
        }
    }

    private static async Task<Outcome<CommitInfo>> WriteAsync(
        Repository repository, GitRevert revert, Func<string, CancellationToken, Task<Outcome<string>>> checksums, CancellationToken cancellation)
    {
        if (repository.Branches[revert.Branch] is not null)
        {
            return GitCodes.BranchExists.Fail<CommitInfo>($"Branch {revert.Branch} exists.");
        }

        if ((repository.Branches[revert.Onto]?.Tip ?? repository.Branches[$"origin/{revert.Onto}"]?.Tip) is not { } tip)
        {
            return GitCodes.NoSuchRevision.Fail<CommitInfo>($"There is no branch {revert.Onto}.");
        }

        if (repository.Lookup<Commit>(revert.Commit) is not { } commit || repository.Lookup<Commit>(revert.Before) is not { } before)
        {
            return GitCodes.NoSuchRevision.Fail<CommitInfo>($"The repository {revert.Folder} lacks commit {revert.Commit[..7]} or {revert.Before[..7]}.");
        }

        if (repository.ObjectDatabase.CalculateHistoryDivergence(commit, tip) is not { AheadBy: 0 })
        {
            return GitCodes.NotContained.Fail<CommitInfo>($"Branch {revert.Onto} does not contain commit {commit.Sha[..7]}.");
        }

        return await WriteAsync(repository, revert, tip, Back(repository, revert, before, commit, tip), checksums, cancellation);
    }

    private static async Task<Outcome<CommitInfo>> WriteAsync(
        Repository repository, GitRevert revert, Commit tip, Commit back, Func<string, CancellationToken, Task<Outcome<string>>> checksums, CancellationToken cancellation)
    {
        var merged = repository.ObjectDatabase.CherryPickCommit(back, tip, 0, new MergeTreeOptions());
        if (merged.Status is MergeTreeStatus.Conflicts)
        {
            var files = merged.Conflicts.Select(conflict => (conflict.Ours ?? conflict.Theirs ?? conflict.Ancestor).Path).Distinct().Order(StringComparer.Ordinal).ToList();
            return GitCodes.RevertConflict.Fail<CommitInfo>(
                $"Commits on {revert.Onto} behind {revert.Commit[..7]} changed the same lines of {string.Join(", ", files.Take(Named))}{(files.Count > Named ? $" and {files.Count - Named} more" : "")}.");
        }

        if (merged.Tree.Sha == tip.Tree.Sha)
        {
            return GitCodes.RevertedAlready.Fail<CommitInfo>($"Branch {revert.Onto} holds nothing any more of what {revert.Commit[..7]} changed.");
        }

        var signature = Signed(revert);
        var written = repository.ObjectDatabase.CreateCommit(signature, signature, revert.Message, merged.Tree, [tip], prettifyMessage: true);
        if (tip[ChecksumsLock.FileName] is not null)
        {
            var text = await checksums(written.Sha, cancellation);
            if (!text.TryGet(out var fresh))
            {
                return text.As<CommitInfo>();
            }

            using var content = new MemoryStream(Encoding.UTF8.GetBytes(fresh));
            var tree = TreeDefinition.From(merged.Tree).Add(ChecksumsLock.FileName, repository.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
            written = repository.ObjectDatabase.CreateCommit(signature, signature, revert.Message, repository.ObjectDatabase.CreateTree(tree), [tip], prettifyMessage: true);
        }

        repository.CreateBranch(revert.Branch, written);
        return Outcome.Of(CommitReader.Describe(written, []));
    }

    // The way back as one change: from the files of the commit to those before it, with the lock of the tip on both sides. No branch ever names these two.
    private static Commit Back(Repository repository, GitRevert revert, Commit before, Commit commit, Commit tip)
    {
        var signature = Signed(revert);
        var from = repository.ObjectDatabase.CreateCommit(signature, signature, "from", WithLockOf(repository, commit, tip), [], prettifyMessage: false);
        return repository.ObjectDatabase.CreateCommit(signature, signature, "back", WithLockOf(repository, before, tip), [from], prettifyMessage: false);
    }

    private static Tree WithLockOf(Repository repository, Commit commit, Commit tip)
    {
        var tree = TreeDefinition.From(commit);
        if (tip[ChecksumsLock.FileName] is { } entry)
        {
            tree.Add(ChecksumsLock.FileName, entry);
        }
        else if (commit[ChecksumsLock.FileName] is not null)
        {
            tree.Remove(ChecksumsLock.FileName);
        }

        return repository.ObjectDatabase.CreateTree(tree);
    }

    private static Signature Signed(GitRevert revert) => new(revert.Author.Name, revert.Author.Email, revert.When);
}
