using System.Text.Json;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Adapters.Targets.AzureBlob;
using FunctionsMigrator.Adapters.Targets.AzureTable;
using FunctionsMigrator.Adapters.Targets.Postgres;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>A target is read by one identity and written by another, where it names two.</summary>
public sealed class TargetIdentityTests
{
    private const string Reads = "00000000-0000-0000-0000-000000000002";
    private const string Writes = "00000000-0000-0000-0000-000000000003";

    private static readonly LocalSecretSource Secrets = new("/", _ => null);

    [Theory]
    [InlineData(TargetAccess.Plan, Reads)]
    [InlineData(TargetAccess.Apply, Writes)]
    public void A_storage_account_is_read_and_written_as_its_definition_says(TargetAccess access, string expected)
    {
        var identities = new AzureIdentities(new AzureIdentityOptions { ManagedOnly = true });
        var settings = new StorageSettings(Binding("azure-blob", $$"""{ "endpoint": "https://a.blob.core.windows.net", "clientId": "{{Writes}}", "planClientId": "{{Reads}}" }"""),
            Members($$"""{ "endpoint": "https://a.blob.core.windows.net", "clientId": "{{Writes}}", "planClientId": "{{Reads}}" }"""));

        Assert.Empty(settings.Findings);
        Assert.Same(identities.Of(expected), settings.Identity(identities, access));
    }

    [Fact]
    public void Every_type_in_Azure_takes_two_identities()
    {
        var blob = Binding("azure-blob", $$"""{ "endpoint": "https://a.blob.core.windows.net", "container": "mails", "clientId": "{{Writes}}", "planClientId": "{{Reads}}" }""");
        var table = Binding("azure-table", $$"""{ "endpoint": "https://a.table.core.windows.net", "table": "settings", "clientId": "{{Writes}}", "planClientId": "{{Reads}}" }""");
        var postgres = Binding("postgres", $$"""{ "server": "a", "database": "b", "user": "w", "identity": "managed", "clientId": "{{Writes}}", "planUser": "r", "planClientId": "{{Reads}}" }""");

        Assert.Empty(new AzureBlobTargetType(TimeProvider.System, Secrets).Check(blob));
        Assert.Empty(new AzureTableTargetType(TimeProvider.System, Secrets).Check(table));
        Assert.Empty(new PostgresTargetType(Secrets, TimeProvider.System).Check(postgres));
    }

    [Fact]
    public void A_database_needs_a_role_for_the_identity_that_reads()
    {
        var binding = Binding("postgres", $$"""{ "server": "a", "database": "b", "user": "w", "identity": "managed", "planClientId": "{{Reads}}" }""");

        var finding = Assert.Single(new PostgresTargetType(Secrets, TimeProvider.System).Check(binding));

        Assert.Equal("TGT003", finding.Code);
        Assert.Contains("planUser", finding.Message + finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_names_its_own_role()
    {
        var binding = Binding("postgres", """{ "connection": { "secret": "db" }, "planUser": "r" }""");

        Assert.Contains("planUser", Assert.Single(new PostgresTargetType(Secrets, TimeProvider.System).Check(binding)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TargetAccess.Plan, "r", "r", Reads)]
    [InlineData(TargetAccess.Apply, "r", "w", Writes)]
    [InlineData(TargetAccess.Plan, null, "w", Writes)]
    public void A_database_is_asked_as_the_role_of_the_identity_whose_token_is_shown(TargetAccess access, string? planUser, string role, string clientId)
    {
        var identities = new AzureIdentities(new AzureIdentityOptions { ManagedOnly = true, PlanClientId = Reads, ApplyClientId = Writes });
        var plan = planUser is null ? "" : $", \"planUser\": \"{planUser}\"";
        var definition = PostgresDefinition.Of(Binding("postgres", $$"""{ "server": "a", "database": "b", "user": "w", "identity": "managed"{{plan}} }"""));

        var (user, identity) = PostgresIdentity.Of(definition, access, identities);

        Assert.Equal(role, user);
        Assert.Same(identities.Of(clientId), identity);
    }

    private static TargetBinding Binding(string type, string settings) =>
        new(TargetAddress.Parse("production/west/db"), type, Members(settings), null, null, new Dictionary<string, JsonElement>());

    private static Dictionary<string, JsonElement> Members(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
}
