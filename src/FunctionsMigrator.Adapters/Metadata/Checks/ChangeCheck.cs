using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.PolicyCases;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>A change note is by a known person and about resources that exist, and follows notes that exist.</summary>
internal sealed class ChangeCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set)
    {
        var peopleAreKnown = set.Documents.All(document => document.Kind.Name != "People" || document.Record is not null);
        var names = set.Changes.Select(change => change.Record.Name).ToHashSet(StringComparer.Ordinal);
        string[] people = [.. set.People.SelectMany(document => document.Record.People.Keys)];
        foreach (var change in set.Changes)
        {
            if (peopleAreKnown && !people.Contains(change.Record.Author))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownPerson, $"The author '{change.Record.Author}' is nobody in People.", change.Record.Author, people, change.PlaceOf("author"));
            }

            foreach (var (index, resource) in change.Record.Covers.Index().Where(covered => !set.ResourceNames.Contains(covered.Item)))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownResource, $"The note covers '{resource}', which does not exist.", resource, set.ResourceNames, change.PlaceOf("covers", index));
            }

            if (change.Record.NotBefore is { } notBefore && CaseTime.Parse(notBefore) is null)
            {
                yield return ValidationCodes.CaseTime.Finding($"'{notBefore}' is no instant.", change.PlaceOf("notBefore"));
            }

            foreach (var (index, former) in (change.Record.Follows ?? []).Index().Where(former => !names.Contains(former.Item)))
            {
                yield return UnknownName.Of(ValidationCodes.UnknownChange, $"The note follows '{former}', which is no change note.", former, names, change.PlaceOf("follows", index));
            }

            if (FollowsItself(set, change.Record.Name))
            {
                yield return ValidationCodes.Cycle.Finding(
                    $"The note '{change.Record.Name}' follows itself, through what it follows.", change.PlaceOf("follows"), remedy: "Remove one of the follows entries of the circle.");
            }
        }
    }

    private static bool FollowsItself(MetadataSet set, string name)
    {
        var follows = set.Changes.GroupBy(change => change.Record.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Record.Follows ?? [], StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var open = new Stack<string>(follows.GetValueOrDefault(name) ?? []); open.TryPop(out var former);)
        {
            if (former == name)
            {
                return true;
            }

            if (seen.Add(former))
            {
                foreach (var further in follows.GetValueOrDefault(former) ?? [])
                {
                    open.Push(further);
                }
            }
        }

        return false;
    }
}
