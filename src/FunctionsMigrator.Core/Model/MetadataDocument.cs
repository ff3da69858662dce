using System.ComponentModel;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Model;

/// <summary>One YAML document of a metadata repository. <c>name</c> is unique across kinds.</summary>
public abstract record MetadataDocument
{
    /// <summary>What the document is called: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; at most 100 characters.</summary>
    [Description("Unique name of this document: letters, digits, '.', '_' and '-'.")]
    public required string Name { get; init; }

    /// <summary>Where the document starts. Set by the reader, not by the file.</summary>
    [JsonIgnore]
    public Place Place { get; init; } = new("");
}
