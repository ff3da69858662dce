using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Settings: any JSON value by name.</summary>
[Description("Settings: named values of an application.")]
public sealed record SettingsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.Settings;

    /// <summary>The values by name; <c>{ secret: name }</c> is a reference.</summary>
    [Description("The values by name: text, number, boolean, list, object, or { secret: name }.")]
    public required IReadOnlyDictionary<string, JsonElement> Settings { get; init; }
}
