using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Rows of a table.</summary>
[Description("Reference data: rows of a table, by key.")]
public sealed record ReferenceDataDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.ReferenceData;

    /// <summary>The table.</summary>
    [Description("The table.")]
    public required string Table { get; init; }

    /// <summary>The columns that name a row.</summary>
    [Description("The columns that name a row.")]
    [MinLength(1)]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>CSV, JSON or YAML file with the rows, relative to this file; or <see cref="Rows"/>.</summary>
    [Description("CSV, JSON or YAML file with the rows, relative to this file.")]
    public string? File { get; init; }

    /// <summary>The rows in place; each an object of column and value.</summary>
    [Description("The rows in place.")]
    public IReadOnlyList<IReadOnlyDictionary<string, JsonElement>>? Rows { get; init; }

    /// <summary>Whether <c>${name}</c> is active in the file.</summary>
    [Description("Whether ${name} is active in the file. Default false.")]
    public bool Substitute { get; init; }
}
