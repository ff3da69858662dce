using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Whose approval does not count, because they wrote what is to be approved, or started the run.</summary>
public static class ExcludedPeople
{
    /// <summary>Short names, ordinal.</summary>
    public static IReadOnlyList<string> Of(PolicyFacts facts)
    {
        if (facts.Policy.Approvals.ExcludeAuthors is ExcludeAuthors.Off || facts.IsRollback)
        {
            return [];
        }

        var persons = new Persons(facts.People);
        return [.. Authors(facts).Concat(facts.Pushers).Select(persons.ByGit).Append(persons.ByKey(facts.StartedBy)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The git identities behind the commits that count.</summary>
    public static IEnumerable<GitIdentity> Authors(PolicyFacts facts) =>
        Commits(facts).SelectMany(commit => commit.CoAuthors.Append(commit.Author).Append(commit.Committer)).Distinct();

    private static IEnumerable<CommitInfo> Commits(PolicyFacts facts)
    {
        if (facts.Policy.Approvals.ExcludeAuthors is ExcludeAuthors.Range)
        {
            return facts.Commits;
        }

        var files = facts.ChangedResources.SelectMany(facts.FilesOf).Concat(facts.RuleFiles).Distinct().ToList();
        return facts.Commits.Where(commit => commit.ChangedPaths.Any(path => files.Any(file => Covers(file, path))));
    }

    private static bool Covers(string file, string path) => file.EndsWith('/') ? path.StartsWith(file, StringComparison.Ordinal) : path == file;
}
