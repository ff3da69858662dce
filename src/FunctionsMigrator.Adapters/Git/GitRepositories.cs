using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Makes repositories and commits without the git program, with a given person and time: the same files make the same commit everywhere.
/// <c>.gitattributes</c> and <c>.gitignore</c> are respected; hooks do not run.
/// </summary>
public static class GitRepositories
{
    /// <summary>The branch that a new repository starts with.</summary>
    public const string FirstBranch = "main";

    /// <summary>The address of the remote repository <c>origin</c>; null where the folder has none.</summary>
    public static string? OriginOf(string folder)
    {
        if (!Repository.IsValid(folder))
        {
            return null;
        }

        using var repository = new Repository(folder);
        return repository.Network.Remotes["origin"]?.Url;
    }

    /// <summary>Makes the folder a repository and commits all its files. A folder that is one already is a finding.</summary>
    public static Outcome<CommitInfo> Create(string folder, string message, GitIdentity author, DateTimeOffset when)
    {
        if (Repository.IsValid(folder))
        {
            return GitCodes.RepositoryExists.Fail<CommitInfo>($"The folder {folder} is a git repository already.");
        }

        Repository.Init(folder);
        using (var repository = new Repository(folder))
        {
            // The settings of a user may name another first branch; the files name this one.
            repository.Refs.Add("HEAD", "refs/heads/" + FirstBranch, allowOverwrite: true);
        }

        return CommitAll(folder, message, author, when);
    }

    /// <summary>Commits every change of the work tree, deletions too, on the branch that is checked out. Nothing to commit is a finding.</summary>
    public static Outcome<CommitInfo> CommitAll(string folder, string message, GitIdentity author, DateTimeOffset when)
    {
        try
        {
            using var repository = new Repository(folder);
            Commands.Stage(repository, "*");
            var signature = new Signature(author.Name, author.Email, when);
            return Outcome.Of(CommitReader.Describe(repository.Commit(message, signature, signature), []));
        }
        catch (EmptyCommitException)
        {
            return GitCodes.NothingToCommit.Fail<CommitInfo>($"No file of {folder} differs from its last commit.");
        }
        catch (LibGit2SharpException exception)
        {
            return Outcome.Fail<CommitInfo>(GitFailures.OfRead(exception, new GitAddress(folder, Path.GetFullPath(folder), null, null)));
        }
    }

    /// <summary>
    /// Makes a commit on a branch of its own, without touching the work tree, the index or the branch that is checked out. A parent that the repository does not have, and a branch that it
    /// has, are findings.
    /// </summary>
    /// <param name="folder">The repository.</param>
    /// <param name="branch">Name of the new branch.</param>
    /// <param name="parent">The commit that it starts from.</param>
    /// <param name="files">Paths inside the repository with their new contents, which are disposed here; null: the file goes.</param>
    /// <param name="message">What is told of it.</param>
    /// <param name="author">Who made it.</param>
    /// <param name="when">When.</param>
    public static Outcome<CommitInfo> CommitOnBranch(
        string folder, string branch, string parent, IReadOnlyDictionary<string, Stream?> files, string message, GitIdentity author, DateTimeOffset when)
    {
        try
        {
            using var repository = new Repository(folder);
            if (!Reference.IsValidName("refs/heads/" + branch))
            {
                return GitCodes.BadBranch.Fail<CommitInfo>($"'{branch}' is no name of a branch.");
            }

            if (repository.Branches[branch] is not null)
            {
                return GitCodes.BranchExists.Fail<CommitInfo>($"The repository has a branch {branch}.");
            }

            if (repository.Lookup<Commit>(parent) is not { } from)
            {
                return GitCodes.NoSuchRevision.Fail<CommitInfo>($"The repository {folder} does not have commit {parent[..7]}.", remedy: "Fetch it: `git fetch --all`.");
            }

            var tree = TreeDefinition.From(from);
            foreach (var (path, content) in files)
            {
                if (content is null)
                {
                    tree.Remove(path);
                    continue;
                }

                using (content)
                {
                    tree.Add(path, repository.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
                }
            }

            var signature = new Signature(author.Name, author.Email, when);
            var commit = repository.ObjectDatabase.CreateCommit(signature, signature, message, repository.ObjectDatabase.CreateTree(tree), [from], prettifyMessage: true);
            repository.CreateBranch(branch, commit);
            return Outcome.Of(CommitReader.Describe(commit, [.. files.Keys]));
        }
        catch (LibGit2SharpException exception)
        {
            return Outcome.Fail<CommitInfo>(GitFailures.OfRead(exception, new GitAddress(folder, Path.GetFullPath(folder), null, null)));
        }
    }

    /// <summary>
    /// Copies the files of <paramref name="overlay"/> over those of the work tree, removes the files named in <paramref name="removed"/> (paths inside the
    /// repository), and commits it all.
    /// </summary>
    public static Outcome<CommitInfo> CommitOverlay(
        string folder, string overlay, string message, GitIdentity author, DateTimeOffset when, params IReadOnlyList<string> removed)
    {
        foreach (var source in Directory.EnumerateFiles(overlay, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(overlay, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }

        foreach (var path in removed)
        {
            if (SourcePath.Unsafe(path) is { } reason)
            {
                throw new ArgumentException($"'{path}' {reason}.", nameof(removed));
            }

            File.Delete(Path.Combine(folder, path));
        }

        return CommitAll(folder, message, author, when);
    }
}
