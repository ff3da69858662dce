using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Names are unique where they are looked up, and keys that become part of an address have the form of names.</summary>
internal sealed partial class NameCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => [.. Documents(set), .. Regions(set), .. Keys(set), .. Reserved(set)];

    // A second Repository or People is wrong whatever its name, and found by another check.
    private static IEnumerable<Finding> Documents(MetadataSet set)
    {
        var first = new Dictionary<(string, string), SourceDocument>();
        foreach (var document in set.Documents.Where(document => document is { Name: not null, Kind.Name: not ("Repository" or "People") }))
        {
            // Resources of all kinds name each other in one list, so they share one set of names.
            var key = (document.Kind.IsResource ? "" : document.Kind.Name, document.Name!);
            if (!first.TryAdd(key, document))
            {
                yield return ValidationCodes.DuplicateName.Finding(
                    $"The name '{document.Name}' belongs to the {first[key].Kind.Name} at {first[key].Place}.", document.At("name").Place);
            }
        }
    }

    private static IEnumerable<Finding> Regions(MetadataSet set)
    {
        foreach (var environment in set.Environments)
        {
            var lines = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (index, region) in environment.Record.Regions.Index())
            {
                var place = environment.PlaceOf("regions", index, "name");
                if (!lines.TryAdd(region.Name, place.Line))
                {
                    yield return ValidationCodes.DuplicateName.Finding($"The region '{region.Name}' stands in line {lines[region.Name]} already.", place);
                }
            }
        }
    }

    private static IEnumerable<Finding> Keys(MetadataSet set) =>
    [
        .. set.Environments.SelectMany(environment => Malformed(environment.At("targets"), "a target")),
        .. set.Environments.SelectMany(environment => Malformed(environment.At("analyses"), "an analysis")),
        .. set.People.SelectMany(people => Malformed(people.At("people"), "a person")),
    ];

    private static IEnumerable<Finding> Malformed(Schema.Spot named, string what) => named.Path.Length == 0
        ? []
        : named.Members().Where(member => !Name().IsMatch(member.Key))
            .Select(member => ValidationCodes.BadName.Finding($"'{member.Key}' cannot be the name of {what}.", member.KeyPlace));

    private static IEnumerable<Finding> Reserved(MetadataSet set) => set.Environments
        .Where(environment => environment.Name == EnvironmentCheck.Scratch)
        .Select(environment => ValidationCodes.BadName.Finding(
            "An environment cannot be called 'scratch': that is where plans are rehearsed.", environment.PlaceOf("name"), remedy: "Give the environment another name."));

    [GeneratedRegex(MetadataDocument.NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
