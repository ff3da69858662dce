using System.ComponentModel;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>The rows of one reference table: Azure Tables have no columns of their own, so the environment says what they are.</summary>
public sealed record AzureTableDefinition
{
    /// <summary>The columns whose values name one row.</summary>
    [Description("The columns whose values name one row.")]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The type of each column, the key's among them.</summary>
    [Description("The type of each column: text, integer, decimal (kept as text), real, boolean or bytes.")]
    [ValueSchema("""{ "enum": ["text", "integer", "decimal", "real", "boolean", "bytes"] }""")]
    public required IReadOnlyDictionary<string, string> Columns { get; init; }
}
