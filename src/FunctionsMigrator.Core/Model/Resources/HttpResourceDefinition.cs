using System.ComponentModel;
using System.Text.Json;

namespace FunctionsMigrator.Core.Model;

/// <summary>The body of one HTTP resource: exactly one of the two.</summary>
public sealed record HttpResourceDefinition
{
    /// <summary>JSON file, relative to the document's file.</summary>
    [Description("JSON file, relative to this file.")]
    public string? File { get; init; }

    /// <summary>The body in place.</summary>
    [Description("The body in place.")]
    public JsonElement? Body { get; init; }
}
