using System.ComponentModel;
using System.Text.Json;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>The keys of an <c>azure-table</c> target.</summary>
public sealed record AzureTableTargetSettings
{
    /// <summary>The account's table endpoint.</summary>
    [Description("The account's table endpoint, such as https://shopweu.table.core.windows.net. The identity of this machine signs in.")]
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

    /// <summary>The table.</summary>
    [Description("The table: 3 to 63 letters and digits. It is made by the first write.")]
    public required string Table { get; init; }

    /// <summary>For reference data: per table of a resource its key and its columns.</summary>
    [Description("For reference data, which Azure Tables know no columns for: per table of a resource its key and the type of each column.")]
    public IReadOnlyDictionary<string, AzureTableDefinition>? Tables { get; init; }
}
