using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Stores.Local;

namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>Azurite on loopback ports of its own, without files: what is stored ends with it. Tables and blobs are parted by name, so tests take names of their own.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    /// <summary>The account that every Azurite has.</summary>
    public const string Account = "devstoreaccount1";

    /// <summary>The published key of <see cref="Account"/>; no secret.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly ServerProcess _process;

    private AzuriteServer(ServerProcess process, Uri blobs, Uri tables) => (_process, Blobs, Tables) = (process, blobs, tables);

    /// <summary>The account's address for blobs.</summary>
    public Uri Blobs { get; }

    /// <summary>The account's address for tables.</summary>
    public Uri Tables { get; }

    /// <summary>What the clients of Azure Storage take.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={Blobs};TableEndpoint={Tables};";

    /// <summary>Starts Azurite; newer service versions than it knows are taken.</summary>
    /// <exception cref="ServerUnavailableException">It cannot be installed or started.</exception>
    public static async Task<AzuriteServer> StartAsync(CancellationToken cancellation)
    {
        var modules = await ServerPackages.InstallAsync(cancellation);
        var found = new ConcurrentDictionary<string, Uri>();
        string[] services = ["blob", "queue", "table"];
        var task = new ServerTask(
            "node",
            [
                Path.Combine(modules, "azurite", "dist", "src", "azurite.js"), "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
                .. services.SelectMany(service => new[] { $"--{service}Host", "127.0.0.1", $"--{service}Port", "0" }),
            ],
            Folder: TemporaryFolders.Next("azurite"));
        var process = await ServerProcess.StartAsync(
            task,
            line =>
            {
                if (Listening().Match(line) is { Success: true } match)
                {
                    found[match.Groups["service"].Value] = new Uri($"{match.Groups["address"].Value}/{Account}");
                }

                return found.Count == services.Length;
            },
            cancellation);
        return new AzuriteServer(process, found["Blob"], found["Table"]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex("^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>\\S+)$")]
    private static partial Regex Listening();
}
