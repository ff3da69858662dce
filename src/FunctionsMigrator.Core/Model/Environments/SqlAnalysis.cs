using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>A query that answers one number.</summary>
public sealed record SqlAnalysis
{
    /// <summary>Name of the target.</summary>
    [Description("Name of the target that is asked.")]
    public required string Target { get; init; }

    /// <summary>The query; read-only, one row, one column.</summary>
    [Description("A query that answers one number.")]
    public required string Query { get; init; }

    /// <summary>A query that answers how many samples stand behind the number; read-only, one row, one column.</summary>
    [Description("A query that answers how many samples stand behind the number; see minimumSamples.")]
    public string? Samples { get; init; }
}
