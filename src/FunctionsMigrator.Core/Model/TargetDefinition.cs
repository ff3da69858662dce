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
    public JsonElement? Scratch { get; init; }

    /// <summary>The type's own keys, before variables.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Settings { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>One target per line of a CSV file with the columns tenant (or <see cref="Key"/>), and optionally region, ring, labels; further columns are variables.</summary>
public sealed record ForEachDefinition
{
    /// <summary>Path of the file, relative to the environment's file.</summary>
    [Description("CSV file with one line per tenant, relative to this file.")]
    public required string File { get; init; }

    /// <summary>The column that names the tenant.</summary>
    [Description("The column that names the tenant. Default: tenant.")]
    public string Key { get; init; } = "tenant";
}
