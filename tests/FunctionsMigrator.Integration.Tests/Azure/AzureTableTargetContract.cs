using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Adapters.Targets.AzureTable;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>The contract over a table in Azurite.</summary>
public abstract class AzureTableTargetContract(TestServers servers) : TargetContract, IAsyncLifetime
{
    private readonly string _table = "fm" + servers.NextName();
    private readonly string _region = servers.NextName();
    private AzuriteServer? _azurite;

    protected List<StrangeServer> Servers { get; } = [];

    protected NamedSecrets Secrets { get; } = [];

    protected TableServiceClient Service => new(_azurite!.ConnectionString);

    protected TableClient Table => Service.GetTableClient(_table);

    protected override TargetBinding Binding => Bind(_table, "azurite");

    protected override bool ClaimsWait => false;

    protected override bool TellsWhenWritten => true;

    protected override int LargeContent => 30_000;

    /// <summary>Settings beside table and connection.</summary>
    protected virtual object? Tables => null;

    public async ValueTask InitializeAsync()
    {
        _azurite = await servers.AzuriteAsync();
        Secrets["azurite"] = _azurite.ConnectionString;
        Secrets["wrong-key"] = _azurite.ConnectionString.Replace(AzuriteServer.Key, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        new AzureTableTargetType(Secrets, AzureTargetOptions.Of(Time, observer) with { Tries = 3 });

    protected override bool Exists() => Service.Query(table => table.Name == _table).Any();

    protected override bool ScratchExists(string run) => Service.Query(TableClient.CreateQueryFilter($"TableName ge 'fmscratch'")).Any(table => ScratchNames.Of(Binding.Address, run).Contains(table.Name));

    protected override IReadOnlyList<TargetBinding> Unreachable() => [Bind(_table, "wrong-key")];

    /// <summary>Addresses that are no account, each for another reason, with the code and words of their finding; the first strange server is the one that others point to.</summary>
    protected IReadOnlyList<(TargetBinding Binding, FailureCode Code, string Words)> Wrong()
    {
        var elsewhere = Strange(StrangeServer.Page);
        return
        [
            (Bind(_table, "wrong-key"), TargetCodes.AccessRefused, "credentials are refused"),
            (Bind(_table, "no-such-secret"), TargetCodes.SecretMissing, "no-such-secret"),
            (Bind(_table, At("nothing", "127.0.0.1:1")), TargetCodes.Unreachable, "127.0.0.1:1"),
            (Bind(_table, At("page", elsewhere.Authority)), TargetCodes.OtherService, "text/html"),
            (Bind(_table, At("redirect", Strange(StrangeServer.Redirect($"http://{elsewhere.Authority}/devstoreaccount1")).Authority)), TargetCodes.OtherService, "redirect (302) to 127.0.0.1"),
            (Bind(_table, At("expired", Strange(StrangeServer.Page, expired: true).Authority, "https")), TargetCodes.Unreachable, "not trusted"),
        ];
    }

    protected TargetBinding Bind(string table, string secret)
    {
        var settings = new Dictionary<string, JsonElement>
        {
            ["table"] = JsonSerializer.SerializeToElement(table),
            ["connection"] = JsonSerializer.SerializeToElement(new { secret }),
        };
        if (Tables is not null)
        {
            settings["tables"] = JsonSerializer.SerializeToElement(Tables);
        }

        return new TargetBinding(TargetAddress.Parse($"test/{_region}/config"), AzureTableTargetType.TypeName, settings, null, null, new Dictionary<string, JsonElement>());
    }

    protected async Task PutAsync(TableEntity entity)
    {
        await Table.CreateIfNotExistsAsync(Cancellation);
        await Table.UpsertEntityAsync(entity, TableUpdateMode.Replace, Cancellation);
    }

    private StrangeServer Strange(string answer, bool expired = false)
    {
        var server = new StrangeServer(answer, expired ? StrangeServer.ExpiredCertificate() : null);
        Servers.Add(server);
        return server;
    }

    private string At(string secret, string authority, string scheme = "http")
    {
        Secrets[secret] = $"DefaultEndpointsProtocol={scheme};AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};TableEndpoint={scheme}://{authority}/{AzuriteServer.Account};";
        return secret;
    }
}
