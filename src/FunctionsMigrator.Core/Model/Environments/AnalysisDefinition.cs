using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>
/// What is measured while a wave bakes. Field names and meanings follow Argo Rollouts' AnalysisTemplate metrics; a verdict is Pass, Fail or Inconclusive,
/// and never Pass by default.
/// </summary>
public sealed record AnalysisDefinition
{
    /// <summary>A number from a JSON answer.</summary>
    [Description("A number from the JSON answer of a URL.")]
    public HttpAnalysis? Http { get; init; }

    /// <summary>A scalar query on a target.</summary>
    [Description("A scalar query on a target of the region.")]
    public SqlAnalysis? Sql { get; init; }

    /// <summary>When a measurement is good: <c>result &lt; 0.01</c>; operators <c>&lt; &lt;= &gt; &gt;= == !=</c> with <c>&amp;&amp;</c> and <c>||</c>.</summary>
    [Description("When a measurement is good, such as 'result < 0.01'.")]
    public string? SuccessCondition { get; init; }

    /// <summary>When a measurement is bad. Neither good nor bad is inconclusive.</summary>
    [Description("When a measurement is bad, such as 'result >= 0.05'. Between the two it is inconclusive.")]
    public string? FailureCondition { get; init; }

    /// <summary>Time between measurements.</summary>
    [Description("Time between measurements. Default 30s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time before the first measurement.</summary>
    [Description("Time before the first measurement. Default 0s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan InitialDelay { get; init; }

    /// <summary>Measurements per bake; 0 as many as fit.</summary>
    [Description("How many measurements are taken. Default: as many as fit into the bake, at least 1.")]
    [Range(0, 1_000_000)]
    public int Count { get; init; }

    /// <summary>More failures than this end the bake at once.</summary>
    [Description("More failed measurements than this fail the wave at once. Default 0.")]
    [Range(0, 1_000_000)]
    public int FailureLimit { get; init; }

    /// <summary>More inconclusive measurements than this make the verdict inconclusive.</summary>
    [Description("More inconclusive measurements than this pause the run. Default 0.")]
    [Range(0, 1_000_000)]
    public int InconclusiveLimit { get; init; }

    /// <summary>More errors in a row than this make the verdict inconclusive.</summary>
    [Description("More errors in a row than this pause the run. Default 4.")]
    [Range(0, 1_000_000)]
    public int ConsecutiveErrorLimit { get; init; } = 4;

    /// <summary>What no data means.</summary>
    [Description("What it means when there is no data: 'hold' (default), 'fail' or 'pass'.")]
    public OnNoData OnNoData { get; init; } = OnNoData.Hold;
}
