using System.Text.Json;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

public sealed class SqlServerTargetTypeTests
{
    private static readonly TargetAddress Address = new("test", "local", "orders");

    [Fact]
    public void The_type_stands_in_the_catalogue_and_has_a_dialect_of_its_own()
    {
        var type = Assert.Single(AdapterCatalogue.TargetTypes("/", TimeProvider.System, Secrets()), type => type.Name == "sql-server");

        Assert.Equal([ResourceKind.ReferenceData, ResourceKind.SqlMigrations], type.Kinds.Order());
        Assert.Equal(TargetGuard.Checked, type.Guard);
        Assert.Equal(SqlDialect.TransactSql, SqlDialects.Of(type.Name));
    }

    [Theory]
    [InlineData("""{ "connection": { "secret": "orders" } }""")]
    [InlineData("""{ "connection": { "secret": "orders" }, "planConnection": { "secret": "plan" }, "database": "orders_acme", "schema": "shop", "bookkeeping": "migrator", "lockTimeout": "500ms", "statementTimeout": "1h" }""")]
    [InlineData("""{ "server": "shop.database.windows.net", "database": "orders", "identity": "managed", "clientId": "a", "planClientId": "b" }""")]
    public void A_definition_fits(string settings)
    {
        Assert.Empty(Type().Check(Bind(settings)));
    }

    [Theory]
    [InlineData("{}", "needs 'connection'")]
    [InlineData("""{ "connection": "Server=a;Password=b" }""", "written into the file")]
    [InlineData("""{ "server": "a", "database": "b" }""", "identity is missing")]
    [InlineData("""{ "server": "a", "database": "b", "identity": "mine" }""", "'managed' was expected")]
    [InlineData("""{ "connection": { "secret": "a" }, "server": "b" }""", "stands beside server")]
    [InlineData("""{ "connection": { "secret": "a" }, "user": "b" }""", "knows no key 'user'")]
    [InlineData("""{ "connection": { "secret": "a" }, "lockTimeout": "soon" }""", "'lockTimeout' is no duration")]
    [InlineData("""{ "connection": { "secret": "a" }, "bookkeeping": "dbo" }""", "a schema for the migrator's tables alone")]
    [InlineData("""{ "connection": { "secret": "a" }, "bookkeeping": "Shop", "schema": "shop" }""", "a schema for the migrator's tables alone")]
    [InlineData("""{ "connection": { "secret": "a" }, "schema": "" }""", "no name of a schema")]
    public void What_is_wrong_with_a_definition_is_told_without_connecting(string settings, string words)
    {
        var finding = Assert.Single(Type().Check(Bind(settings)));

        Assert.Equal(("TGT003", Address.ToString()), (finding.Code, finding.Target));
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "beside": true }""", true)]
    [InlineData("""{ "connection": { "secret": "a" } }""", true)]
    [InlineData("""{ "beside": false }""", false)]
    [InlineData("""{ "connection": "Server=a" }""", false)]
    public void Scratch_names_a_place(string scratch, bool fits)
    {
        var binding = Bind("""{ "connection": { "secret": "a" } }""") with { Scratch = JsonDocument.Parse(scratch).RootElement };

        Assert.Equal(fits, Type().Check(binding).Count == 0);
    }

    [Theory]
    [InlineData("what is this", "TGT003")]
    [InlineData("Server=a;Nope=1;Password=secret-text", "TGT003")]
    [InlineData("Server=a;Password=secret-text", "TGT003")]
    [InlineData("Database=a;Password=secret-text", "TGT003")]
    [InlineData("Server=a;Database=b;Authentication=Active Directory Default", "TGT003")]
    [InlineData("Server=a;Database=b;Application Intent=ReadOnly;Password=secret-text", "TGT015")]
    public async Task A_connection_string_that_leads_nowhere_is_refused_without_its_words(string text, string code)
    {
        var opened = await Type(("FM_SECRET_ORDERS", text)).OpenAsync(Bind("""{ "connection": { "secret": "orders" } }"""), TargetAccess.Apply, TestContext.Current.CancellationToken);

        var finding = Assert.Single(opened.Findings);
        Assert.Equal((code, Address.ToString()), (finding.Code, finding.Target));
        Assert.DoesNotContain("secret-text", finding.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public async Task A_secret_that_is_nowhere_is_named()
    {
        var opened = await Type().OpenAsync(Bind("""{ "connection": { "secret": "orders" } }"""), TargetAccess.Plan, TestContext.Current.CancellationToken);

        Assert.Equal("TGT040", Assert.Single(opened.Findings).Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_a_process_that_cannot_speak_to_it_is_a_finding()
    {
        var type = Type(("FM_SECRET_ORDERS", "Server=127.0.0.1,1;Database=orders;User Id=a;Password=secret-text;Connect Timeout=5;Encrypt=Optional"));

        var opened = await type.OpenAsync(Bind("""{ "connection": { "secret": "orders" } }"""), TargetAccess.Plan, TestContext.Current.CancellationToken);

        var finding = Assert.Single(opened.Findings);
        Assert.Equal((SqlServerPlace.HasLanguages() ? "TGT001" : "TGT016", Address.ToString()), (finding.Code, finding.Target));
        Assert.Contains(SqlServerPlace.HasLanguages() ? "127.0.0.1,1/orders" : "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", finding.Message + finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-text", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_place_for_scratch_databases_nothing_is_rehearsed()
    {
        var type = Type(("FM_SECRET_ORDERS", "Server=127.0.0.1,1;Database=orders;User Id=a;Password=b"));

        var made = await type.CreateScratchAsync(Bind("""{ "connection": { "secret": "orders" } }"""), new ScratchRequest("run-1", [], []), TestContext.Current.CancellationToken);

        Assert.Contains("scratch: { connection: { secret: NAME } }", Assert.Single(made.Findings).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_says_who_connects_and_the_servers_certificate_is_verified()
    {
        var definition = SqlServerDefinition.Of(Bind("""{ "server": "shop.database.windows.net", "database": "orders", "identity": "managed" }"""));
        var text = new SqlConnectionStringBuilder(SqlServerIdentity.ConnectionString(definition));

        Assert.Equal(("shop.database.windows.net", "orders", SqlConnectionEncryptOption.Mandatory, false, ""), (text.DataSource, text.InitialCatalog, text.Encrypt, text.TrustServerCertificate, text.Password));
        Assert.Equal("shop.database.windows.net/orders", SqlServerIdentity.Place(definition, TargetAccess.Apply, new AzureIdentities(new AzureIdentityOptions { ManagedOnly = true }), Options()).Name);
    }

    [Theory]
    [InlineData(3, 14, 140, false, null)]
    [InlineData(3, 13, 130, false, "TGT014")]
    [InlineData(3, 16, 120, false, "TGT014")]
    [InlineData(3, 16, 160, true, "TGT015")]
    [InlineData(5, 12, 150, false, null)]
    [InlineData(8, 12, 150, false, null)]
    [InlineData(6, 10, 130, false, "TGT014")]
    public void A_database_that_cannot_be_a_target_says_why(int edition, int version, int compatibility, bool readOnly, string? code)
    {
        var probe = new SqlServerProbe(edition, version, compatibility, readOnly, Snapshots: true);

        Assert.Equal(code, probe.Problem("server/orders", Address, TargetAccess.Apply)?.Code);
        Assert.Equal(code == "TGT015" ? null : code, probe.Problem("server/orders", Address, TargetAccess.Plan)?.Code);
    }

    [Theory]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("-- asks\nWITH o AS (SELECT total FROM orders) SELECT total FROM o;", "WITH o AS (SELECT total FROM orders) SELECT total FROM o")]
    public void A_query_is_one_SELECT(string query, string statement)
    {
        Assert.Equal(statement, SqlServerQuery.Statement(query));
    }

    [Theory]
    [InlineData("DELETE FROM orders")]
    [InlineData("WITH o AS (SELECT 1 AS a) DELETE FROM orders")]
    [InlineData("SELECT 1; DELETE FROM orders")]
    [InlineData("SELECT 1\nDELETE FROM orders")]
    [InlineData("SELECT 1\nGO\nSELECT 2")]
    [InlineData("SELECT * INTO a FROM b")]
    [InlineData("SELECT a FROM (INSERT INTO b OUTPUT inserted.c AS a VALUES (1)) AS d")]
    [InlineData("SELECT NEXT VALUE FOR s")]
    [InlineData("SELECT * FROM OPENQUERY(x, 'delete from a')")]
    [InlineData("SELECT * FROM OPENROWSET('x', 'y', 'delete from a') AS z")]
    [InlineData("EXEC p")]
    [InlineData("")]
    [InlineData("SELEC 1")]
    public void Anything_else_is_none(string query)
    {
        Assert.Equal("TGT034", Assert.Throws<TargetException>(() => SqlServerQuery.Statement(query)).Finding.Code);
    }

    private static SqlServerTargetType Type(params (string Name, string Value)[] secrets) => new(Secrets(secrets), TimeProvider.System);

    private static LocalSecretSource Secrets(params (string Name, string Value)[] secrets) =>
        new(Path.GetTempPath(), secrets.ToDictionary(secret => secret.Name, secret => (string?)secret.Value, StringComparer.Ordinal).GetValueOrDefault);

    private static SqlServerOptions Options() =>
        new(TimeProvider.System, Core.Ports.DurableWriteObserver.None, TimeSpan.FromSeconds(1), TimeProvider.System, new Adapters.Stores.Local.TempSpillSpace(Path.GetTempPath()));

    private static TargetBinding Bind(string settings) => new(
        Address,
        "sql-server",
        JsonDocument.Parse(settings).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone(), StringComparer.Ordinal),
        null,
        null,
        new Dictionary<string, JsonElement>());
}
