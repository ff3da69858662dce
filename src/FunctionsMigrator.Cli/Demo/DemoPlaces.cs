using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Cli.Hosting;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>
/// Where the targets of the story are: files and SQLite beside the repository, or real servers that are started for it and end with it. The environment files are changed as
/// a team would change them, one line a target.
/// </summary>
internal sealed class DemoPlaces : IAsyncDisposable
{
    private const string Setting = "checkout/timeoutSeconds";
    private const string Region = "westeurope";
    private static readonly (string Environment, string Region)[] Regions =
    [
        ("test", Region), .. new[] { "staging", "production" }.SelectMany(environment => new[] { Region, "northeurope", "eastus" }.Select(region => (environment, region))),
    ];

    private PostgresServer? _postgres;
    private AzuriteServer? _azurite;

    /// <summary>The names that <c>--targets</c> knows.</summary>
    public static IReadOnlyList<string> Known { get; } = ["postgres", "azurite"];

    /// <summary>Starts the servers that are named.</summary>
    /// <exception cref="ServerUnavailableException">One cannot be installed or started.</exception>
    public static async Task<DemoPlaces> StartAsync(IReadOnlySet<string> servers, CancellationToken cancellation)
    {
        var places = new DemoPlaces();
        try
        {
            places._postgres = servers.Contains("postgres") ? await PostgresServer.StartAsync(cancellation: cancellation) : null;
            places._azurite = servers.Contains("azurite") ? await AzuriteServer.StartAsync(cancellation) : null;
            foreach (var (environment, region) in places._postgres is null ? [] : Regions)
            {
                await places._postgres!.ExecuteAsync($"CREATE DATABASE shop_{environment}_{region}", cancellation: cancellation);
            }

            return places;
        }
        catch
        {
            await places.DisposeAsync();
            throw;
        }
    }

    /// <summary>The surroundings with the secrets of the servers, as a pipeline would set them.</summary>
    public ISurroundings Around(ISurroundings surroundings) => new WithSecrets(surroundings, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["FM_SECRET_POSTGRES"] = _postgres?.ConnectionString(),
        ["FM_SECRET_STORAGE"] = _azurite?.ConnectionString,
    });

    /// <summary>Points the sample's targets at the servers.</summary>
    public void Settle(RepositoryFolder folder)
    {
        if (_postgres is not null)
        {
            DemoFiles.Write("shop-postgres/metadata", Path.Combine(folder.Path, "metadata"));
        }

        Point(folder);
    }

    /// <summary>Points targets of environment files that were written anew at the servers; those that are pointed already stay as they are.</summary>
    public void Point(RepositoryFolder folder)
    {
        foreach (var file in _postgres is null && _azurite is null ? [] : Directory.GetFiles(Path.Combine(folder.Path, "environments"), "*.yaml"))
        {
            File.WriteAllLines(file, File.ReadAllLines(file).Select(Pointed));
        }
    }

    /// <summary>What somebody does in an environment without git: sets the checkout's timeout in its first region.</summary>
    public async Task EditByHandAsync(RepositoryFolder folder, string environment, int seconds, CancellationToken cancellation)
    {
        if (_azurite is not null)
        {
            var table = new TableClient(_azurite.ConnectionString, $"config{environment}{Region}");
            await foreach (var entity in table.QueryAsync<TableEntity>(entity => entity["Name"].Equals(Setting), cancellationToken: cancellation))
            {
                entity["Value"] = (long)seconds;
                await table.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Replace, cancellation);
            }

            return;
        }

        var file = Path.Combine(folder.Path, $"data/{environment}/{Region}/config/settings.json");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellation))!;
        settings[Setting] = seconds;
        await File.WriteAllTextAsync(file, settings.ToJsonString(), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }

    private string Pointed(string line) => line.Trim().Split(':')[0] switch
    {
        "orders-db" when _postgres is not null =>
            """  orders-db: { type: postgres, connection: { secret: postgres }, database: "shop_${environment}_${region}", scratch: { beside: true } }""",
        "app-config" when _azurite is not null => """  app-config: { type: azure-table, connection: { secret: storage }, table: "config${environment}${region}" }""",
        "mail-store" when _azurite is not null => """  mail-store: { type: azure-blob, connection: { secret: storage }, container: "mails-${environment}-${region}" }""",
        _ => line,
    };

    private sealed class WithSecrets(ISurroundings inner, IReadOnlyDictionary<string, string?> secrets) : ISurroundings
    {
        public string Directory => inner.Directory;

        public string User => inner.User;

        public string? Variable(string name) => secrets.GetValueOrDefault(name) ?? inner.Variable(name);

        public IEnumerable<KeyValuePair<string, string?>> Variables => inner.Variables.Where(pair => !secrets.ContainsKey(pair.Key)).Concat(secrets);
    }
}
