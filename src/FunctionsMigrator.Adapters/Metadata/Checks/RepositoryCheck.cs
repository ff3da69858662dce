using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>There is exactly one Repository, in <c>migrator.yaml</c> at the root, and at most one People.</summary>
internal sealed class RepositoryCheck : IMetadataCheck
{
    private const string Root = "migrator.yaml";

    public IEnumerable<Finding> Check(MetadataSet set) => [.. Repositories(set), .. People(set)];

    private static IEnumerable<Finding> Repositories(MetadataSet set)
    {
        SourceDocument[] repositories = [.. set.Documents.Where(document => document.Kind.Name == "Repository")];
        foreach (var elsewhere in repositories.Where(document => document.File != Root))
        {
            yield return ValidationCodes.Repository.Finding($"A document of kind Repository stands in {elsewhere.File}.", elsewhere.Place);
        }

        foreach (var second in repositories.Where(document => document.File == Root).Skip(1))
        {
            yield return ValidationCodes.Repository.Finding($"A second document of kind Repository; the first stands in line {repositories[0].Place.Line}.", second.Place);
        }

        // A file that is no YAML has its own finding, and might hold the document.
        if (repositories.Length == 0 && !set.Unreadable.Contains(Root))
        {
            yield return ValidationCodes.Repository.Finding(
                set.Files.Contains(Root) ? "No document of kind Repository stands in migrator.yaml." : "There is no migrator.yaml at the root.",
                new Place(Root),
                remedy: set.Files.Contains("migrator.yml")
                    ? "Rename migrator.yml to migrator.yaml."
                    : "Make migrator.yaml with a document of kind Repository; 'fm new repository NAME' writes a complete one.");
        }
    }

    private static IEnumerable<Finding> People(MetadataSet set)
    {
        SourceDocument[] people = [.. set.Documents.Where(document => document.Kind.Name == "People")];
        return people.Skip(1).Select(second => ValidationCodes.DuplicateName.Finding(
            $"A second document of kind People; the first stands at {people[0].Place}.", second.Place, remedy: "Put all people into one document."));
    }
}
