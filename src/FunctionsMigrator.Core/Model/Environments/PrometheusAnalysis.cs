using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>A PromQL query to the HTTP API of Prometheus, or of a service that answers as it does (Thanos, Mimir, VictoriaMetrics, Azure Monitor managed Prometheus).</summary>
public sealed record PrometheusAnalysis
{
    /// <summary>Absolute address of the server, without <c>/api/v1</c>; variables are active.</summary>
    [Description("Address of the server, without /api/v1; variables are active.")]
    public required string Url { get; init; }

    /// <summary>The query; variables are active.</summary>
    [Description("The PromQL query; variables are active. Several series are judged one by one, and the worst counts.")]
    public required string Query { get; init; }

    /// <summary>How far back a range query looks; zero: an instant query.</summary>
    [Description("How far back a range query looks, such as 10m. Default 0s: an instant query.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Range { get; init; }

    /// <summary>Time between the points of a range query.</summary>
    [Description("Time between the points of a range query. Default 15s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What <c>result</c> is of the points of a range query.</summary>
    [Description("What 'result' is of the points of a range query: 'last' (default), 'min', 'max', 'avg', 'sum' or 'count'.")]
    public Reduction Reduce { get; init; } = Reduction.Last;

    /// <summary>An instant query that answers how many samples stand behind the number, such as how many requests.</summary>
    [Description("An instant query that answers how many samples stand behind the number, such as the number of requests; see minimumSamples.")]
    public string? Samples { get; init; }

    /// <summary>The secret for the Authorization header.</summary>
    [Description("A secret: the whole value of the Authorization header, or a bearer token when it is one word.")]
    [ValueSchema(AnalysisSecret.Schema)]
    public JsonElement? Authorization { get; init; }

    /// <summary>Name of the user for basic authentication; goes with <see cref="Password"/>.</summary>
    [Description("The user for basic authentication; goes with password.")]
    public string? User { get; init; }

    /// <summary>The secret with the password for basic authentication.</summary>
    [Description("A secret: the password for basic authentication.")]
    [ValueSchema(AnalysisSecret.Schema)]
    public JsonElement? Password { get; init; }

    /// <summary>How long an answer may take. Default 10 seconds, from 1 to 60.</summary>
    [Description("How many seconds an answer may take. Default 10.")]
    [Range(1, 60)]
    public int TimeoutSeconds { get; init; } = 10;
}
