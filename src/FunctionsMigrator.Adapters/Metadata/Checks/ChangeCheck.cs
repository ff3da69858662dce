using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>A change note is by a known person and about resources that exist.</summary>
internal sealed class ChangeCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set)
    {
        var peopleAreKnown = set.Documents.All(document => document.Kind.Name != "People" || document.Record is not null);
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
        }
    }
}
