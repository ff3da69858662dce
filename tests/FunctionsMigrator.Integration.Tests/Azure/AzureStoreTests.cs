using System.Text.Json;
using FunctionsMigrator.Adapters.Stores;
using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Integration.Tests.Azure;

public sealed class AzureBlobStoreTests(TestServers servers) : BlobStoreContract
{
    protected override async Task<IBlobStore> CreateAsync() => (await AzureStores.OpenAsync(servers)).Blobs;

    /// <summary>A blob of several blocks is there at once, with all its bytes.</summary>
    [Fact]
    public async Task A_blob_of_several_blocks_is_there_at_once()
    {
        var store = await CreateAsync();
        var bytes = new byte[9_000_001];
        new Random(7).NextBytes(bytes);

        Assert.True(await store.TryCreateAsync(BlobArea.Bundles, "large", async (stream, token) =>
        {
            await stream.WriteAsync(bytes, token);
            Assert.False(await store.ExistsAsync(BlobArea.Bundles, "large", token));
        }, TestContext.Current.CancellationToken));

        await using var content = await store.OpenAsync(BlobArea.Bundles, "large", TestContext.Current.CancellationToken);
        using var copy = new MemoryStream();
        await content!.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, copy.ToArray());
        Assert.False(await store.TryCreateAsync(BlobArea.Bundles, "large", (stream, token) => stream.WriteAsync(bytes, token).AsTask(), TestContext.Current.CancellationToken));
    }
}

public sealed class AzureRecordStoreTests(TestServers servers) : RecordStoreContract
{
    protected override async Task<IRecordStore> CreateAsync() => (await AzureStores.OpenAsync(servers)).Records;
}

public sealed class AzureStoreTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whoever opens the same account is in the same store.</summary>
    [Fact]
    public async Task Several_machines_that_open_it_at_once_are_in_one_store()
    {
        var settings = await AzureStores.SettingsAsync(servers);

        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => AzureStore.OpenAsync(settings, null, Cancellation))));

        Assert.Single(stores.Select(store => store.Value.Id).Distinct());
        Assert.Matches("^[a-z0-9-]{1,40}$", stores[0].Value.Id);
        await stores[0].Value.Records.TryCreateAsync("p", "k", 1, Cancellation);
        Assert.NotNull(await stores[5].Value.Records.GetAsync("p", "k", Cancellation));
    }

    /// <summary>The keys of another store are refused before anything is read with them.</summary>
    [Fact]
    public async Task Keys_of_another_store_are_refused()
    {
        var settings = await AzureStores.SettingsAsync(servers);
        await AzureStore.OpenAsync(settings, null, Cancellation);

        var other = await AzureStore.OpenAsync(settings with { Keys = Convert.ToBase64String(Enumerable.Repeat((byte)9, 64).ToArray()) }, null, Cancellation);
        var malformed = await AzureStore.OpenAsync(settings with { Keys = "bm8=" }, null, Cancellation);

        Assert.Equal(StoreCodes.WrongKeys.Code, Assert.Single(other.Findings).Code);
        Assert.Equal(StoreCodes.WrongKeys.Code, Assert.Single(malformed.Findings).Code);
    }

    /// <summary>Every form of the definition opens what it names, and everything else is a finding without a secret in it.</summary>
    [Fact]
    public async Task A_definition_opens_what_it_names()
    {
        var settings = await AzureStores.SettingsAsync(servers);
        var secrets = new NamedSecrets { ["fm-store-keys"] = settings.Keys, ["azurite"] = settings.Connection!, ["cloud"] = $"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={AzuriteServer.Key};EndpointSuffix=core.windows.net" };
        using var folder = new TestFolder();
        var opener = new StoreOpener(secrets, TimeProvider.System, _ => null);

        await using var shared = (await OpenAsync($$"""{ "azure": { "connection": { "secret": "azurite" }, "prefix": "{{settings.Prefix}}" } }""")).Value;
        await using var local = (await OpenAsync("\"local\"")).Value;

        Assert.Equal((await AzureStore.OpenAsync(settings, null, Cancellation)).Value.Id, shared.Id);
        Assert.NotEqual(shared.Id, local.Id);
        Assert.Equal(StoreCodes.BadDefinition.Code, (await OpenAsync("\"azure\"")).Findings[0].Code);
        Assert.Equal(StoreCodes.BadDefinition.Code, (await OpenAsync("""{ "redis": {} }""")).Findings[0].Code);
        Assert.Equal(TargetCodes.SecretMissing.Code, (await OpenAsync("""{ "azure": { "account": "a", "keys": { "secret": "none" } } }""")).Findings[0].Code);
        var refused = (await OpenAsync("""{ "azure": { "connection": { "secret": "cloud" } } }""")).Findings[0];
        Assert.Equal(StoreCodes.Unavailable.Code, refused.Code);
        Assert.DoesNotContain(AzuriteServer.Key, refused.ToString(), StringComparison.Ordinal);

        Task<Core.Findings.Outcome<IStore>> OpenAsync(string json) => opener.OpenAsync(JsonElement.Parse(json), folder.Path, Cancellation);
    }

    /// <summary>What answers as something else, or refuses, is a failure of the store with words of its own.</summary>
    [Fact]
    public async Task What_is_no_account_is_a_failure_of_the_store()
    {
        await using var page = new StrangeServer(StrangeServer.Page);
        var settings = await AzureStores.SettingsAsync(servers);
        var strange = settings with { Connection = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={AzuriteServer.Key};BlobEndpoint=http://{page.Authority}/a;TableEndpoint=http://{page.Authority}/a;" };
        var wrong = settings with { Connection = settings.Connection!.Replace(AzuriteServer.Key, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal) };

        Assert.Contains("text/html", (await AzureStore.OpenAsync(strange, null, Cancellation)).Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("refused", (await AzureStore.OpenAsync(wrong, null, Cancellation)).Findings[0].Message, StringComparison.Ordinal);
    }
}

/// <summary>Stores of tests.</summary>
internal static class AzureStores
{
    /// <summary>An empty store of its own.</summary>
    public static async Task<AzureStore> OpenAsync(TestServers servers)
    {
        var opened = await AzureStore.OpenAsync(await SettingsAsync(servers), null, TestContext.Current.CancellationToken);
        Assert.True(opened.Succeeded, string.Join(Environment.NewLine, opened.Findings));
        return opened.Value;
    }

    /// <summary>Where an empty store can be made.</summary>
    public static async Task<AzureStoreSettings> SettingsAsync(TestServers servers) => new(
        null, null, (await servers.AzuriteAsync()).ConnectionString, Convert.ToBase64String(Enumerable.Range(0, 64).Select(i => (byte)i).ToArray()), Prefix: "s" + servers.NextName());
}
