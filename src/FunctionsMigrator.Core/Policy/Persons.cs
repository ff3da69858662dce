using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Finds people by what they are known by.</summary>
public sealed class Persons(PeopleDocument? people)
{
    private readonly IReadOnlyDictionary<string, PersonDefinition> _people = people?.People ?? new Dictionary<string, PersonDefinition>();

    /// <summary>All people, by short name in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. (people?.People.Keys ?? []).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The person behind the name of a caller. Of an API key: the one whose <c>key</c> it is, else the one of that short name who has neither <c>key</c> nor <c>entra</c>: who has either
    /// is known by what it says, and whoever may make keys does not become them by a name. Of Entra ID (<see cref="EntraName"/>): the one
    /// whose <c>entra</c> it is, and nobody else, so that no short name stands for an account.
    /// </summary>
    public string? ByKey(string key) => key.StartsWith(EntraName.Person, StringComparison.Ordinal) || key.StartsWith(EntraName.Application, StringComparison.Ordinal)
        ? Names.FirstOrDefault(name => _people[name].Entra is { } entra && string.Equals(EntraName.Person + entra, key, StringComparison.OrdinalIgnoreCase))
        : OfKey(key);

    /// <summary>What people read for the name of a caller: the short name where People has one, else the name itself.</summary>
    public string Shown(string caller) => ByKey(caller) ?? caller;

    private string? OfKey(string key) =>
        Names.FirstOrDefault(name => _people[name].Key == key) ?? (_people.TryGetValue(key, out var person) && person is { Key: null, Entra: null } ? key : null);

    /// <summary>The person behind a git address.</summary>
    public string? ByGit(GitIdentity identity) =>
        Names.FirstOrDefault(name => _people[name].Git.Contains(identity.Email, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether the address is one of those that are no person.</summary>
    public bool IsBot(GitIdentity identity) => people?.Bots.Contains(identity.Email, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>The approver roles of a person; none for an unknown one.</summary>
    public IReadOnlyList<string> Roles(string name) => _people.TryGetValue(name, out var person) ? person.Roles : [];

    /// <summary>The people who have a role.</summary>
    public IEnumerable<string> With(string role) => Names.Where(name => Roles(name).Contains(role));
}
