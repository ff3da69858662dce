using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Model;

/// <summary>
/// One YAML document of a metadata repository. <c>name</c> is unique among the resources of all kinds, which refer to each other, and inside every other kind:
/// the environment <c>production</c> may have the policy <c>production</c>.
/// </summary>
public abstract record MetadataDocument
{
    /// <summary>The regular expression of the names of documents, regions, targets, tenants and rings.</summary>
    public const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$";

    /// <summary>What the document is called: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; at most 100 characters.</summary>
    [Description("Name of this document: letters, digits, '.', '_' and '-'; unique among the resources of all kinds, and inside every other kind.")]
    [RegularExpression(NamePattern)]
    public required string Name { get; init; }

    /// <summary>Where the document starts. Set by the reader, not by the file.</summary>
    [JsonIgnore]
    public Place Place { get; init; } = new("");
}
