using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.AppConfiguration;
using FunctionsMigrator.Testing.Faults;
using FunctionsMigrator.Testing.Http;
using FunctionsMigrator.Testing.Scenarios;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>A target of one type on its real server, behind which runs that create, change and delete end one way.</summary>
internal sealed class ServerWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly bool _proxied;
    private readonly bool _takenBack;
    private Func<Task<string>> _live = null!;

    private ServerWorld(bool proxied, bool takenBack) => (_proxied, _takenBack) = (proxied, takenBack);

    /// <summary>The runs.</summary>
    public FaultWorld World { get; private set; } = null!;

    /// <summary>Stands in front of a server that speaks HTTP, when asked for.</summary>
    public HttpFaultProxy Http { get; private set; } = null!;

    /// <summary>Stands in front of PostgreSQL, when asked for.</summary>
    public TcpFaultProxy Tcp { get; private set; } = null!;

    /// <summary>Applies the first bundle and writes the second, of which nothing is started yet.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="type">Name of the target's type.</param>
    /// <param name="store">Makes the store; null: one in memory.</param>
    /// <param name="proxied">Whether a proxy stands in front of the target's server.</param>
    /// <param name="takenBack">Whether runs of the second bundle are taken back; else they complete.</param>
    public static async Task<ServerWorld> BeginAsync(
        TestServers servers, string type, Func<IDurableWriteObserver, Task<IStore>>? store = null, bool proxied = false, bool takenBack = true)
    {
        var server = new ServerWorld(proxied, takenBack);
        return await server.BeginAsync(
            type switch
            {
                "postgres" => server.OnPostgres(await servers.NewDatabaseAsync()),
                "azure-table" => await server.OnTableAsync(await servers.AzuriteAsync(), "world" + servers.NextName()),
                "azure-blob" => await server.OnBlobsAsync(await servers.AzuriteAsync(), "world" + servers.NextName()),
                "app-configuration" => await server.OnAppConfigurationAsync(await AppConfigurationServer.StartAsync()),
                "http" => await server.OnHttpAsync(await JsonService.StartAsync()),
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such type"),
            },
            store);
    }

    /// <summary>Applies the first bundle to a database, and starts a run of the second.</summary>
    public static async Task<ServerWorld> BeginAsync(TestDatabase database)
    {
        var server = new ServerWorld(proxied: false, takenBack: true);
        await server.BeginAsync(server.OnPostgres(database));
        await server.World.StartAsync();
        return server;
    }

    /// <summary>Whether a point of a run's durable writes is one of a write to the target.</summary>
    public static bool IsWriteToTarget(string point) => point.Contains(" target ", StringComparison.Ordinal);

    /// <summary>Starts a run of the second bundle, lets its process die at the nth deadly point, and another one go on. Answers the points up to there and the run's story.</summary>
    public async Task<(IReadOnlyList<string> Points, string Story)> TellThroughDeathAsync(Func<string, bool> deadly, int nth = 0)
    {
        await World.StartAsync();
        World.Scenario.Mortality.DieAt(deadly, nth);
        var run = await World.Scenario.DriveThroughDeathAsync(World.Run);
        return (World.Scenario.Mortality.Points, await StoryAsync(run));
    }

    /// <summary>What the target holds.</summary>
    public Task<string> LiveAsync() => _live();

    /// <summary>What the target holds, and what is left of the run, which ended the way that this world's runs end, or the test fails.</summary>
    public async Task<string> StoryAsync(RunRecord run)
    {
        Assert.True(run.State == (_takenBack ? RunState.RolledBack : RunState.Completed), $"{run.State} {run.ReasonCode} {run.Reason}\n{string.Join('\n', World.Scenario.Log.TakeLast(3))}");
        return $"{await _live()}\n{await RunStory.TellAsync(World.Scenario, run)}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<ServerWorld> BeginAsync(Setting setting, Func<IDurableWriteObserver, Task<IStore>>? store = null)
    {
        World = await FaultWorld.BeginAsync(setting.Target, setting.First, setting.Second, _takenBack, scenario => scenario.Secrets["FM_SECRET_SERVER"] = setting.Secret, store);
        return this;
    }

    private Setting OnPostgres(TestDatabase database)
    {
        _servers.Add(database);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        if (_proxied)
        {
            _servers.Add(Tcp = TcpFaultProxy.Start(database.Server.Port));
            connection.Port = Tcp.Port;
        }

        _live = async () => string.Join('\n', [
            .. await database.QueryAsync("SELECT code || ' ' || name FROM colours ORDER BY code"),
            .. await database.QueryAsync("SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = 'colours' ORDER BY ordinal_position"),
            .. await database.QueryAsync("SELECT indexname FROM pg_indexes WHERE tablename = 'colours' ORDER BY indexname"),
        ]);
        return new Setting(
            "db: { type: postgres, connection: { secret: server }, scratch: { beside: true }, lockTimeout: 1s }",
            new(StringComparer.Ordinal)
            {
                ["metadata/schema.yaml"] = "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n",
                ["metadata/sql/V1__colours.sql"] = "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL);\n",
                ["metadata/colours.yaml"] = "kind: ReferenceData\nname: colours\ntarget: db\ntable: colours\nkey: [code]\nfile: colours.csv\nprune: true\ndependsOn: [schema]\n",
                ["metadata/colours.csv"] = "code,name\nb,blue\nr,red\n",
            },
            new(StringComparer.Ordinal)
            {
                ["metadata/sql/V2__hex.sql"] = "ALTER TABLE colours ADD COLUMN hex TEXT;\nCREATE INDEX colours_by_name ON colours (name);\n",
                ["metadata/colours.csv"] = "code,name\ng,green\nr,rot\n",
            },
            connection.ConnectionString);
    }

    private async Task<Setting> OnTableAsync(AzuriteServer azurite, string table)
    {
        _live = async () => string.Join('\n', await new TableClient(azurite.ConnectionString, table)
            .QueryAsync<TableEntity>("PartitionKey eq 'settings' and RowKey ge '-'").Select(entity => $"{entity.RowKey} {entity["Value"]}").ToListAsync());
        return new Setting(
            $"config: {{ type: azure-table, connection: {{ secret: server }}, table: {table} }}",
            Items("Settings", "settings:", "a/one: 1", "a/two: two"),
            Items("Settings", "settings:", "a/one: 10", "a/three: 3"),
            $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};BlobEndpoint={azurite.Blobs};TableEndpoint={await BehindAsync(azurite.Tables)};");
    }

    private async Task<Setting> OnBlobsAsync(AzuriteServer azurite, string container)
    {
        _live = async () =>
        {
            var client = new BlobContainerClient(azurite.ConnectionString, container);
            var names = await client.GetBlobsAsync().Select(blob => blob.Name).Where(name => name.EndsWith(".html", StringComparison.Ordinal)).ToListAsync();
            return string.Join('\n', await Task.WhenAll(names.Select(async name => $"{name} {(await client.GetBlobClient(name).DownloadContentAsync()).Value.Content}")));
        };
        return new Setting(
            $"config: {{ type: azure-blob, connection: {{ secret: server }}, container: {container} }}",
            new(StringComparer.Ordinal)
            {
                ["metadata/mails.yaml"] = "kind: Documents\nname: mails\ntarget: config\npath: mails\nprune: true\n",
                ["metadata/mails/a.html"] = "<p>a</p>\n",
            },
            new(StringComparer.Ordinal)
            {
                ["metadata/mails/a.html"] = "<p>A</p>\n",
                ["metadata/mails/c.html"] = "<p>c</p>\n",
            },
            $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};BlobEndpoint={await BehindAsync(azurite.Blobs)};TableEndpoint={azurite.Tables};");
    }

    private async Task<Setting> OnAppConfigurationAsync(AppConfigurationServer store)
    {
        _servers.Add(store);
        store.Put("a/of-others", "left alone", label: "live");
        _live = () => Task.FromResult(string.Join('\n', store.Items.Where(item => item.Label == "live").Select(item => $"{item.Key} {item.Value} {item.ContentType}")));
        return new Setting(
            "config: { type: app-configuration, connection: { secret: server }, label: live }",
            Items("Settings", "settings:", "a/one: 1", "a/two: two"),
            Items("Settings", "settings:", "a/one: 10", "a/three: 3"),
            store.ConnectionString.Replace(store.Url, await BehindAsync(new Uri(store.Url)), StringComparison.Ordinal));
    }

    private async Task<Setting> OnHttpAsync(JsonService service)
    {
        _servers.Add(service);
        _live = () => Task.FromResult(string.Join('\n', service.Resources.Where(pair => pair.Key != "/fm").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}")));
        return new Setting(
            $$"""config: { type: http, baseUrl: "{{await BehindAsync(new Uri(service.Url))}}", bookkeeping: /fm }""",
            Items("HttpResources", "resources:", "/a: { body: 1 }", "/b: { body: 2 }"),
            Items("HttpResources", "resources:", "/a: { body: 10 }", "/c: { body: 3 }"),
            "");
    }

    // The address of the server, or that of the proxy in front of it.
    private async Task<string> BehindAsync(Uri server)
    {
        if (!_proxied)
        {
            return server.AbsoluteUri.TrimEnd('/');
        }

        _servers.Add(Http = await HttpFaultProxy.StartAsync(server.GetLeftPart(UriPartial.Authority)));
        return (Http.Url + server.AbsolutePath).TrimEnd('/');
    }

    private static Dictionary<string, string> Items(string kind, string list, params string[] items) => new(StringComparer.Ordinal)
    {
        ["metadata/items.yaml"] = $"kind: {kind}\nname: items\ntarget: config\nprune: true\n{list}\n{string.Concat(items.Select(item => $"  {item}\n"))}",
    };

    private sealed record Setting(string Target, Dictionary<string, string> First, Dictionary<string, string> Second, string Secret);
}
