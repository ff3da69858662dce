using System.Globalization;
using Azure.Core;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Connects as an Entra ID identity: a token takes the place of the password, and the server's certificate is verified.</summary>
internal static class PostgresIdentity
{
    private const string Scope = "https://ossrdbms-aad.database.windows.net/.default";

    // A token lives for an hour or more; only new connections need one.
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <summary>The way to the database of a definition that names server, database and user.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="access">What is done there: plans are made as the role that may only read, where one is named.</param>
    /// <param name="identities">Who the host is to Azure.</param>
    public static PostgresPlace Place(PostgresDefinition definition, TargetAccess access, AzureIdentities identities)
    {
        var (user, identity) = Of(definition, access, identities);
        return PostgresPlace.Of(ConnectionString(definition with { User = user }), definition.Database, source => source.UsePeriodicPasswordProvider(
            async (_, cancellation) => (await identity.GetTokenAsync(new TokenRequestContext([Scope]), cancellation)).Token, Renewal, Retry));
    }

    /// <summary>The role to connect as, and whose token is shown for it. A role is made for one identity: where none is named for plans, their identity would be refused.</summary>
    public static (string? User, TokenCredential Identity) Of(PostgresDefinition definition, TargetAccess access, AzureIdentities identities) =>
        access is TargetAccess.Plan && definition.PlanUser is not null
            ? (definition.PlanUser, identities.For(TargetAccess.Plan, clientId: null, definition.PlanClientId))
            : (definition.User, identities.For(TargetAccess.Apply, definition.ClientId, planClientId: null));

    /// <summary>The connection string without a password.</summary>
    public static string ConnectionString(PostgresDefinition definition)
    {
        var server = definition.Server!;
        var colon = server.LastIndexOf(':');
        var port = colon > 0 && int.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : NpgsqlConnection.DefaultPort;
        return new NpgsqlConnectionStringBuilder
        {
            Host = port == NpgsqlConnection.DefaultPort && !server.EndsWith(":5432", StringComparison.Ordinal) ? server : server[..colon],
            Port = port,
            Database = definition.Database,
            Username = definition.User,
            SslMode = SslMode.VerifyFull,
        }.ConnectionString;
    }
}
