using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>The keys of a <c>postgres</c> target.</summary>
public sealed record PostgresTargetSettings
{
    /// <summary>The secret that holds an Npgsql connection string, <c>Host=...;Database=...;Username=...;Password=...</c>.</summary>
    [Description("The secret that holds the connection string: Host=...;Database=...;Username=...;Password=... Or give server, database, user and identity.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? Connection { get; init; }

    /// <summary>The secret that holds the connection string of an identity that may only read; plans are made with it.</summary>
    [Description("The secret that holds the connection string of an identity that may only read; plans are made with it. Default: the target's own connection.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? PlanConnection { get; init; }

    /// <summary>The server's name, with <c>:port</c> when it is not 5432.</summary>
    [Description("The server's name, with :port when it is not 5432. Its certificate is verified.")]
    public string? Server { get; init; }

    /// <summary>The database; beside <c>connection</c> it takes the place of the one named there.</summary>
    [Description("The database. Beside 'connection' it takes the place of the one named there.")]
    public string? Database { get; init; }

    /// <summary>The role to connect as, with <c>identity</c>.</summary>
    [Description("The role to connect as, with 'identity'.")]
    public string? User { get; init; }

    /// <summary><c>managed</c>: the identity of the machine or developer, by an Entra ID token.</summary>
    [Description("'managed': connects with an Entra ID token of the machine's managed identity, or of the signed-in developer.")]
    [AllowedValues("managed")]
    public string? Identity { get; init; }

    /// <summary>Client id of a user-assigned managed identity, the one that <c>user</c> was made for.</summary>
    [Description("Client id of the user-assigned managed identity that 'user' was made for. Default: the identity that the surroundings provide.")]
    public string? ClientId { get; init; }

    /// <summary>The role that may only read; plans are made with it.</summary>
    [Description("With 'identity': the role that may only read; plans are made with it. Default: 'user'.")]
    public string? PlanUser { get; init; }

    /// <summary>Client id of the user-assigned managed identity that <c>planUser</c> was made for.</summary>
    [Description("Client id of the user-assigned managed identity that 'planUser' was made for.")]
    public string? PlanClientId { get; init; }

    /// <summary>Where names without a schema are looked for. Default <c>public</c>.</summary>
    [Description("The schema of tables that are named without one.")]
    public string Schema { get; init; } = PostgresDefinition.DefaultSchema;

    /// <summary>The schema of the product's own tables. Default <c>fm</c>. Targets that share a database and are owned apart need different ones.</summary>
    [Description("The schema of the migrator's own tables: owner and claim, history, receipts. Made by the first write.")]
    public string Bookkeeping { get; init; } = PostgresDefinition.DefaultBookkeeping;

    /// <summary>How long a statement waits for a lock. Default 5s.</summary>
    [Description("How long a statement waits for a lock before it fails and nothing of its script or batch is kept.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan LockTimeout { get; init; } = PostgresDefinition.DefaultLockTimeout;

    /// <summary>How long a statement runs. Default 10m.</summary>
    [Description("How long a statement may run before it fails and nothing of its script or batch is kept.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan StatementTimeout { get; init; } = PostgresDefinition.DefaultStatementTimeout;
}
