using Azure.Core;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Connects as an Entra ID identity: a token says who it is, and the server's certificate is verified.</summary>
internal static class SqlServerIdentity
{
    private const string Scope = "https://database.windows.net/.default";

    /// <summary>The way to the database of a definition that names server and database.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="access">What is done there: plans are made as the identity that may only read, where one is named.</param>
    /// <param name="identities">Who the host is to Azure.</param>
    /// <param name="options">Clocks and patience.</param>
    public static SqlServerPlace Place(SqlServerDefinition definition, TargetAccess access, AzureIdentities identities, SqlServerOptions options)
    {
        var identity = identities.For(access, definition.ClientId, definition.PlanClientId);

        // The credential keeps its token until shortly before it runs out.
        return SqlServerPlace.Of(ConnectionString(definition), definition.Database, options, async (_, cancellation) =>
        {
            var token = await identity.GetTokenAsync(new TokenRequestContext([Scope]), cancellation);
            return new SqlAuthenticationToken(token.Token, token.ExpiresOn);
        });
    }

    /// <summary>The connection string, which holds no secret.</summary>
    public static string ConnectionString(SqlServerDefinition definition) => new SqlConnectionStringBuilder
    {
        DataSource = definition.Server,
        InitialCatalog = definition.Database,
        Encrypt = SqlConnectionEncryptOption.Mandatory,
        TrustServerCertificate = false,
    }.ConnectionString;
}
