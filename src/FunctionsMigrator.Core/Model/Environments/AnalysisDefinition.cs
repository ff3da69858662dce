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

    /// <summary>A PromQL query.</summary>
    [Description("A PromQL query to Prometheus or to a service that answers as it does.")]
    public PrometheusAnalysis? Prometheus { get; init; }

    /// <summary>A KQL query.</summary>
    [Description("A KQL query to a Log Analytics workspace or an Application Insights resource.")]
    [JsonPropertyName("azure-monitor")]
    public AzureMonitorAnalysis? AzureMonitor { get; init; }

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

    /// <summary>More errors in a row than this make the verdict inconclusive. An error never counts as good.</summary>
    [Description("More errors in a row than this pause the run. Default 4.")]
    [Range(0, 1_000_000)]
    public int ConsecutiveErrorLimit { get; init; } = 4;

    /// <summary>What no data means.</summary>
    [Description("What it means when there is no data: 'hold' (default), 'fail' or 'pass'.")]
    public OnNoData OnNoData { get; init; } = OnNoData.Hold;

    // Approvals bind to what is written of a definition. A member that came later is left out where it says nothing, so that an upgrade voids no approval.

    /// <summary>So many good measurements in a row are enough: it is not measured again. Without them the verdict is inconclusive. 0: off.</summary>
    [Description("So many good measurements in a row are enough, and without them the run pauses. Default 0: off.")]
    [Range(0, 1_000_000)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ConsecutiveSuccessLimit { get; init; }

    /// <summary>What the number is compared with; the conditions then speak of the ratio.</summary>
    [Description("'unchanged' judges the ratio of the number to the same query in the regions that no wave has changed yet. Default 'nothing'.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CompareWith CompareWith { get; init; } = CompareWith.Nothing;

    /// <summary>Fewer samples than this are no data, on both sides of a comparison. What a sample is, the provider's samples say; without them every number that is answered is one.</summary>
    [Description("Fewer samples than this are no data, on both sides of a comparison. Without samples in the provider every number that is answered is one. Default 1.")]
    [Range(1, 1_000_000_000)]
    public int? MinimumSamples { get; init; }
}
