using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>One target of an environment, made once in every region (and tenant). Keys beyond these belong to the type.</summary>
public sealed record TargetDefinition
{
    /// <summary>Name of the target type, such as <c>sqlite</c> or <c>files</c>.</summary>
    [Description("The type of target, such as 'sqlite' or 'files'.")]
    public required string Type { get; init; }

    /// <summary>The regions it exists in; all by default.</summary>
    [Description("The regions it exists in. Default: all.")]
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>One target per line of a tenants file.</summary>
    [Description("One target per line of a tenants file.")]
    public ForEachDefinition? ForEach { get; init; }

    /// <summary>Where scratch targets may be made; the type's own place by default.</summary>
    [Description("Where scratch targets for the rehearsal may be made.")]
    [ValueSchema("""{ "type": "object", "description": "an object with keys of the target type" }""")]
    public JsonElement? Scratch { get; init; }

    /// <summary>The type's own keys, before variables.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Settings { get; init; } = new Dictionary<string, JsonElement>();
}
