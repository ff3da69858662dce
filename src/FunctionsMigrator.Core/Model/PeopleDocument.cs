using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who is who.</summary>
[Description("Who is who: git identities, keys, approver roles.")]
public sealed record PeopleDocument : MetadataDocument
{
    /// <summary>People by short name.</summary>
    [Description("People by short name.")]
    public required IReadOnlyDictionary<string, PersonDefinition> People { get; init; }

    /// <summary>Git addresses of committers that are no person.</summary>
    [Description("Git addresses of committers that are no person.")]
    public IReadOnlyList<string> Bots { get; init; } = [];
}
