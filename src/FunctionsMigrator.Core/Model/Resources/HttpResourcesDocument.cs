using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>JSON resources of an HTTP service.</summary>
[Description("JSON resources of an HTTP service, by path.")]
public sealed record HttpResourcesDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.HttpResources;

    /// <summary>Per path a file or a body in place.</summary>
    [Description("Per path a file, or a body in place.")]
    public required IReadOnlyDictionary<string, HttpResourceDefinition> Resources { get; init; }
}
