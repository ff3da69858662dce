using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>A KQL query to a Log Analytics workspace or to an Application Insights resource. Exactly one of <see cref="Workspace"/> and <see cref="Application"/> says which.</summary>
public sealed record AzureMonitorAnalysis
{
    /// <summary>Id of the Log Analytics workspace; variables are active.</summary>
    [Description("Id of the Log Analytics workspace (a GUID); variables are active.")]
    public string? Workspace { get; init; }

    /// <summary>Id of the Application Insights resource; variables are active.</summary>
    [Description("Application id of the Application Insights resource (a GUID); variables are active.")]
    public string? Application { get; init; }

    /// <summary>The query; variables are active.</summary>
    [Description("The KQL query; variables are active. Several rows are judged one by one, and the worst counts.")]
    public required string Query { get; init; }

    /// <summary>How far back the query looks at most, besides what it says itself.</summary>
    [Description("How far back the query looks, besides what it says itself. Default 5m.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Timespan { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The column with the number; null: the only column of numbers.</summary>
    [Description("The column with the number. Default: the only column of numbers.")]
    public string? Column { get; init; }

    /// <summary>The column that says how many samples stand behind the number.</summary>
    [Description("The column that says how many samples stand behind the number; see minimumSamples.")]
    public string? Samples { get; init; }

    /// <summary>Client id of the identity that asks; null: the host's own.</summary>
    [Description("Client id of the managed identity that asks. Default: the host's own.")]
    public string? Identity { get; init; }

    /// <summary>Address of the service, for clouds other than the public one; it must begin with https.</summary>
    [Description("Address of the query service in other clouds, such as https://api.loganalytics.us. Default: that of the public cloud.")]
    public string? Endpoint { get; init; }
}
