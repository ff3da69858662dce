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

/// <summary>One person.</summary>
public sealed record PersonDefinition
{
    /// <summary>E-mail addresses of the person's commits.</summary>
    [Description("E-mail addresses of the person's commits.")]
    public IReadOnlyList<string> Git { get; init; } = [];

    /// <summary>Object id in Entra ID.</summary>
    [Description("Object id in Entra ID.")]
    public string? Entra { get; init; }

    /// <summary>Name of the person's API key.</summary>
    [Description("Name of the person's API key.")]
    public string? Key { get; init; }

    /// <summary>Approver roles.</summary>
    [Description("Approver roles, as policies name them.")]
    public IReadOnlyList<string> Roles { get; init; } = [];
}
