using System.ComponentModel;
using System.Text.Json;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>The keys of an <c>azure-blob</c> target.</summary>
public sealed record AzureBlobTargetSettings
{
    /// <summary>The account's blob endpoint.</summary>
    [Description("The account's blob endpoint, such as https://shopweu.blob.core.windows.net. The identity of this machine signs in.")]
    public string? Endpoint { get; init; }

    /// <summary>The connection string of an emulator on this machine, as a secret.</summary>
    [Description("Instead of 'endpoint', for an emulator on this machine only: the secret that holds its connection string.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? Connection { get; init; }

    /// <summary>Client id of a user-assigned managed identity.</summary>
    [Description("Client id of a user-assigned managed identity. Default: the identity that the surroundings provide.")]
    public string? ClientId { get; init; }

    /// <summary>Client id of the user-assigned managed identity that only reads; plans are made with it.</summary>
    [Description("Client id of the user-assigned managed identity that may only read; plans are made with it. Default: 'clientId'.")]
    public string? PlanClientId { get; init; }

    /// <summary>The container.</summary>
    [Description("The container: 3 to 63 lower-case letters, digits and single hyphens. It is made by the first write.")]
    public required string Container { get; init; }
}
