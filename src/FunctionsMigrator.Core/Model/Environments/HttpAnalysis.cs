using System.ComponentModel;
using System.Text.Json;

namespace FunctionsMigrator.Core.Model;

/// <summary>A GET whose JSON answer holds a number.</summary>
public sealed record HttpAnalysis
{
    /// <summary>Absolute http or https address; variables are active.</summary>
    [Description("Absolute address; variables are active.")]
    public required string Url { get; init; }

    /// <summary>Path to the number, such as <c>$.data.errorRate</c> or <c>$.values[0]</c>.</summary>
    [Description("Path to the number, such as $.data.errorRate. Default $ (the whole answer).")]
    public string JsonPath { get; init; } = "$";

    /// <summary>Path to how many samples stand behind the number.</summary>
    [Description("Path to how many samples stand behind the number; see minimumSamples.")]
    public string? SamplesPath { get; init; }

    /// <summary>The secret for the Authorization header.</summary>
    [Description("A secret: the whole value of the Authorization header, or a bearer token when it is one word.")]
    [ValueSchema(AnalysisSecret.Schema)]
    public JsonElement? Authorization { get; init; }
}
