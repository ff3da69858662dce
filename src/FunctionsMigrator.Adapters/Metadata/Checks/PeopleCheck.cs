using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>An address, a key and an Entra object stand for one person, so that one person cannot approve as two.</summary>
internal sealed class PeopleCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.People.SelectMany(Identities);

    private static IEnumerable<Finding> Identities(Sourced<PeopleDocument> people)
    {
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, person) in people.Record.People)
        {
            if (person.Entra is { } entra && !EntraName.IsReference(entra))
            {
                yield return ValidationCodes.NotAnEntraObject.Finding($"'{name}' has an Entra object that is neither a GUID nor TENANT/GUID.", people.PlaceOf("people", name, "entra"));
            }

            foreach (var (identity, path) in Of(name, person))
            {
                if (!owners.TryAdd(identity, name))
                {
                    yield return ValidationCodes.SharedIdentity.Finding($"The {identity} belongs to '{owners[identity]}' and to '{name}'.", people.PlaceOf(path));
                }
            }
        }

        foreach (var (index, bot) in people.Record.Bots.Index())
        {
            if (owners.TryGetValue(Address(bot), out var person))
            {
                yield return ValidationCodes.SharedIdentity.Finding($"The {Address(bot)} is a bot and belongs to '{person}'.", people.PlaceOf("bots", index));
            }
        }
    }

    private static IEnumerable<(string Identity, object[] Path)> Of(string name, PersonDefinition person)
    {
        foreach (var (index, address) in person.Git.Index())
        {
            yield return (Address(address), ["people", name, "git", index]);
        }

        if (person.Key is { } key)
        {
            yield return ($"key '{key}'", ["people", name, "key"]);
        }

        if (person.Entra is { } entra)
        {
            yield return ($"Entra object '{entra}'", ["people", name, "entra"]);
        }
    }

    private static string Address(string git) => $"git address '{git}'";
}
