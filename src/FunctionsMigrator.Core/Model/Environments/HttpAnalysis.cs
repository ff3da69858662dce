using System.ComponentModel;

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
}
