using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The keys of a <c>sql-server</c> target.</summary>
public sealed record SqlServerTargetSettings
{
    /// <summary>The secret that holds a connection string, <c>Server=...;Database=...;User Id=...;Password=...</c>.</summary>
    [Description("The secret that holds the connection string: Server=...;Database=...;User Id=...;Password=... Or give server, database and identity.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? Connection { get; init; }

    /// <summary>The secret that holds the connection string of a user that may only read; plans are made with it.</summary>
    [Description("The secret that holds the connection string of a user that may only read; plans are made with it. Default: the target's own connection.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? PlanConnection { get; init; }

    /// <summary>The server's name, with <c>,port</c> when it is not 1433.</summary>
    [Description("The server's name, such as shop.database.windows.net, with ,port when it is not 1433. Its certificate is verified.")]
    public string? Server { get; init; }

    /// <summary>The database; beside <c>connection</c> it takes the place of the one named there.</summary>
    [Description("The database. Beside 'connection' it takes the place of the one named there.")]
    public string? Database { get; init; }

    /// <summary><c>managed</c>: the identity of the machine or developer, by an Entra ID token.</summary>
    [Description("'managed': connects with an Entra ID token of the machine's managed identity, or of the signed-in developer.")]
    [AllowedValues("managed")]
    public string? Identity { get; init; }

    /// <summary>Client id of a user-assigned managed identity.</summary>
    [Description("With 'identity': client id of the user-assigned managed identity that connects. Default: the identity that the surroundings provide.")]
    public string? ClientId { get; init; }

    /// <summary>Client id of the user-assigned managed identity that may only read; plans are made with it.</summary>
    [Description("With 'identity': client id of the user-assigned managed identity that may only read; plans are made with it. Default: 'clientId'.")]
    public string? PlanClientId { get; init; }

    /// <summary>The schema of reference data's tables that are named without one. Default <c>dbo</c>.</summary>
    [Description("The schema of reference data's tables that are named without one. Scripts find names in the default schema of their user.")]
    public string Schema { get; init; } = SqlServerDefinition.DefaultSchema;

    /// <summary>The schema of the product's own tables. Default <c>fm</c>. Targets that share a database and are owned apart need different ones.</summary>
    [Description("The schema of the migrator's own tables: owner and claim, history, receipts. Made by the first write.")]
    public string Bookkeeping { get; init; } = SqlServerDefinition.DefaultBookkeeping;

    /// <summary>How long a statement waits for a lock. Default 5s.</summary>
    [Description("How long a statement waits for a lock before it fails and nothing of its script or batch is kept.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan LockTimeout { get; init; } = SqlServerDefinition.DefaultLockTimeout;

    /// <summary>How long a batch runs. Default 10m.</summary>
    [Description("How long a batch of statements may run before it fails and nothing of its script is kept.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan StatementTimeout { get; init; } = SqlServerDefinition.DefaultStatementTimeout;
}
