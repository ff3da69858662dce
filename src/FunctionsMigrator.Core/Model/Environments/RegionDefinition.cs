using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace FunctionsMigrator.Core.Model;

/// <summary>One region of an environment.</summary>
public sealed record RegionDefinition
{
    /// <summary>Unique in the environment.</summary>
    [Description("Name of the region, unique in the environment.")]
    [RegularExpression(MetadataDocument.NamePattern)]
    public required string Name { get; init; }

    /// <summary>The ring that waves select by.</summary>
    [Description("The ring that waves select by, such as 'canary'.")]
    [RegularExpression(MetadataDocument.NamePattern)]
    public string? Ring { get; init; }

    /// <summary>The labels that waves select by, beside the ring.</summary>
    [Description("The labels that waves select by, beside the ring.")]
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Variables that win over the environment's.</summary>
    [Description("Variables that win over the environment's.")]
    [ValueSchema(EnvironmentDocument.Variable)]
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();
}
