using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>The keys of an <c>app-configuration</c> target.</summary>
public sealed record AppConfigurationTargetSettings
{
    /// <summary>The store's endpoint.</summary>
    [Description("The store's endpoint, such as https://shop-weu.azconfig.io. The identity of this machine signs in.")]
    public string? Endpoint { get; init; }

    /// <summary>A connection string, as a secret.</summary>
    [Description("Instead of 'endpoint': the secret that holds a connection string of the store (Endpoint=...;Id=...;Secret=...). Requests are signed with its key.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? Connection { get; init; }

    /// <summary>The label of all key-values. Default: none.</summary>
    [Description("The label that all key-values of this target have. Default: no label.")]
    public string? Label { get; init; }

    /// <summary>Client id of a user-assigned managed identity.</summary>
    [Description("Client id of a user-assigned managed identity. Default: the identity that the surroundings provide.")]
    public string? ClientId { get; init; }

    /// <summary>Client id of the user-assigned managed identity that only reads; plans are made with it.</summary>
    [Description("Client id of the user-assigned managed identity that may only read; plans are made with it. Default: 'clientId'.")]
    public string? PlanClientId { get; init; }

    /// <summary>How long one request may take. Default 10 s, from 1 s to 60 s.</summary>
    [Description("How long one request may take, from 1s to 60s. A writer that vanished is waited for three times as long.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
