using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Finds the commit that a revision names: <c>HEAD</c>, a SHA or its first digits (at least four), a branch, a tag (annotated ones are followed), a branch of a
/// remote (<c>origin/main</c>), a full name (<c>refs/heads/main</c>), and each of them followed by <c>~2</c> or <c>^</c>.
/// A name goes before the digits of a SHA, as in git, but a name that a branch and a tag share is refused: a release must not depend on which git picks.
/// </summary>
internal sealed partial class RevisionFinder(Repository repository, GitAddress address)
{
    /// <summary>Where a mirror keeps the commit of the remote HEAD.</summary>
    public const string MirroredHead = "refs/fm/head";

    /// <summary>Whether the text is a whole SHA, which names one commit for ever.</summary>
    public static bool IsSha(string text) => FullSha().IsMatch(text);

    public Outcome<Commit> Find(string revision)
    {
        var match = Ancestry().Match(revision);
        var name = match.Groups["name"].Value;
        var found = FindName(name);
        foreach (Capture step in match.Groups["step"].Captures)
        {
            if (!found.TryGet(out var commit))
            {
                return found;
            }

            found = Ancestor(commit, revision, step.Value);
        }

        return found;
    }

    private Outcome<Commit> FindName(string name)
    {
        if (name is "HEAD" or "@")
        {
            return Head();
        }

        if (IsSha(name))
        {
            return repository.Lookup(new ObjectId(name)) is { } target ? Peel(target, name) : Absent(name);
        }

        var references = References(name);
        return references.Select(reference => reference.Target).Distinct().Count() switch
        {
            1 => Peel(references[0].Target, name),
            > 1 => GitCodes.AmbiguousRevision.Fail<Commit>(
                $"'{name}' of repository {address} is {string.Join(" and ", references.Select(reference => reference.Name))}, which differ.",
                remedy: $"Give the full name, such as {references[0].Name}."),
            _ => ShortSha().IsMatch(name) ? FindShort(name) : Absent(name),
        };
    }

    private Outcome<Commit> Head()
    {
        if (repository.Refs[MirroredHead] is DirectReference mirrored)
        {
            return Peel(mirrored.Target, "HEAD");
        }

        return repository.Info.IsHeadUnborn
            ? GitCodes.NoCommit.Fail<Commit>($"HEAD of repository {address} is the branch {repository.Head.FriendlyName}, which has no commit yet.")
            : Peel(repository.Head.Tip, "HEAD");
    }

    private List<(string Name, GitObject? Target)> References(string name)
    {
        // A full name is meant as it is; the remote's copy of a branch counts only where there is neither branch nor tag.
        string[][] groups = name.StartsWith("refs/", StringComparison.Ordinal) ? [[name]] : [[$"refs/heads/{name}", $"refs/tags/{name}"], [$"refs/remotes/{name}"]];
        return groups.Select(group => group.SelectMany(Resolve).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    private IEnumerable<(string Name, GitObject? Target)> Resolve(string fullName)
    {
        if (Reference.IsValidName(fullName) && repository.Refs[fullName]?.ResolveToDirectReference() is { } reference)
        {
            yield return (fullName, Peeled(reference.Target));
        }
    }

    private Outcome<Commit> FindShort(string digits)
    {
        try
        {
            return repository.Lookup(digits) is { } target ? Peel(target, digits) : Absent(digits);
        }
        catch (AmbiguousSpecificationException)
        {
            return GitCodes.AmbiguousRevision.Fail<Commit>($"More than one object of repository {address} has a SHA that begins with {digits}.", remedy: "Give more digits.");
        }
    }

    private Outcome<Commit> Peel(GitObject? target, string name) => Peeled(target) switch
    {
        Commit commit => Outcome.Of(commit),
        null => GitCodes.Damaged.Fail<Commit>($"The object that '{name}' of repository {address} names is missing."),
        var other => GitCodes.NotACommit.Fail<Commit>($"'{name}' of repository {address} names a {other.GetType().Name.ToLowerInvariant()}, not a commit."),
    };

    private static GitObject? Peeled(GitObject? target)
    {
        while (target is TagAnnotation tag)
        {
            target = tag.Target;
        }

        return target;
    }

    private Outcome<Commit> Ancestor(Commit commit, string revision, string step)
    {
        var count = step.Length == 1 ? 1 : int.Parse(step.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
        if (step[0] == '^')
        {
            return count == 0 ? Outcome.Of(commit) : Parent(commit, count, revision);
        }

        var found = Outcome.Of(commit);
        for (var i = 0; i < count && found.TryGet(out var current); i++)
        {
            found = Parent(current, 1, revision);
        }

        return found;
    }

    private Outcome<Commit> Parent(Commit commit, int number, string revision)
    {
        if (commit.Parents.ElementAtOrDefault(number - 1) is { } parent)
        {
            return Outcome.Of(parent);
        }

        return ShallowBoundary.Of(repository).Contains(commit.Sha)
            ? GitCodes.Shallow.Fail<Commit>($"'{revision}': repository {address} is a shallow clone whose history ends at {commit.Sha[..7]}.")
            : GitCodes.NoSuchRevision.Fail<Commit>($"'{revision}': commit {commit.Sha[..7]} of repository {address} has no such parent.");
    }

    private Outcome<Commit> Absent(string name)
    {
        if (repository.Info.IsShallow)
        {
            return GitCodes.Shallow.Fail<Commit>($"Repository {address} is a shallow clone and has no '{name}'; it may be older than the clone.");
        }

        var names = repository.Refs.Select(reference => reference.CanonicalName).Where(full => full != MirroredHead).Select(ShortName).ToList();
        var likely = names.Find(known => known.EndsWith("/" + name, StringComparison.OrdinalIgnoreCase)) ?? DidYouMean.Closest(name, names);
        var remedy = likely is null ? null : $"Did you mean '{likely}'?";
        return GitCodes.NoSuchRevision.Fail<Commit>($"Repository {address} has no branch, tag or commit '{name}'.", remedy: remedy);
    }

    private static string ShortName(string fullName) =>
        fullName.Split('/', 3) is ["refs", "heads" or "tags" or "remotes", var name] ? name : fullName;

    [GeneratedRegex("^[0-9a-fA-F]{40}$")]
    private static partial Regex FullSha();

    [GeneratedRegex("^[0-9a-fA-F]{4,39}$")]
    private static partial Regex ShortSha();

    // Up to three digits: a step into the past that needs more has another name.
    [GeneratedRegex(@"^(?<name>.*?)(?<step>[~^][0-9]{0,3})*$", RegexOptions.Singleline)]
    private static partial Regex Ancestry();
}
