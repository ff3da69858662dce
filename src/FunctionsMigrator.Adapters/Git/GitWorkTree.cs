using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>What git knows about a folder and its user.</summary>
public static class GitWorkTree
{
    /// <summary>The branch that is checked out, also one without a commit yet; null for a detached head and outside of a repository.</summary>
    public static string? Branch(string folder)
    {
        const string branches = "refs/heads/";
        if (Repository.Discover(folder) is not { } found)
        {
            return null;
        }

        using var repository = new Repository(found);
        var name = repository.Refs.Head.TargetIdentifier;
        return repository.Info.IsHeadDetached || !name.StartsWith(branches, StringComparison.Ordinal) ? null : name[branches.Length..];
    }

    /// <summary>
    /// Paths of the folder, in ordinal order, that differ from the commit that is checked out, or that are in no commit and not ignored. The local store <c>.fm</c> never counts.
    /// A folder in no repository is <c>GIT002</c>.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> Changed(string folder)
    {
        try
        {
            using var rules = WorkTreeRules.Of(folder);
            return rules.Changed() is { } changed
                ? Outcome.Of(changed)
                : GitCodes.NotARepository.Fail<IReadOnlyList<string>>($"{folder} is in no git work tree.");
        }
        catch (LibGit2SharpException exception)
        {
            return Outcome.Fail<IReadOnlyList<string>>(GitFailures.OfRead(exception, new GitAddress(folder, folder, null, null)));
        }
    }

    /// <summary>Who commits in the folder: <c>user.name</c> and <c>user.email</c> of the repository, the user or the system; null when one of them is missing.</summary>
    public static GitIdentity? User(string folder)
    {
        using var repository = Repository.Discover(folder) is { } found ? new Repository(found) : null;
        using var settings = repository is null ? Configuration.BuildFrom(null) : null;
        var configuration = repository?.Config ?? settings!;
        var (name, email) = (configuration.Get<string>("user.name")?.Value, configuration.Get<string>("user.email")?.Value);
        return string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(email) ? null : new GitIdentity(name, email);
    }
}
