using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy.Rules;

/// <summary>Where authors are excluded, every author must be known, or the exclusion could be walked around.</summary>
internal sealed class KnownAuthorsRule : IPolicyRule
{
    public IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded)
    {
        if (slots.Count == 0 || facts.Policy.Approvals.ExcludeAuthors is ExcludeAuthors.Off || facts.IsRollback)
        {
            yield break;
        }

        var persons = new Persons(facts.People);
        foreach (var author in ExcludedPeople.Authors(facts).Where(author => persons.ByGit(author) is null && !persons.IsBot(author)).DistinctBy(author => author.Email))
        {
            yield return PolicyCodes.UnknownIdentity.Finding(
                $"{author.Name} <{author.Email}> wrote a commit of this run and is not in People.",
                remedy: $"Add `git: [{author.Email}]` to the person in people.yaml, or the address to `bots`.");
        }
    }
}
