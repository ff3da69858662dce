using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Adapters.Targets.AzureBlob;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>The contract over a container in Azurite.</summary>
public abstract class AzureBlobTargetContract(TestServers servers) : TargetContract, IAsyncLifetime
{
    private readonly string _container = "fm" + servers.NextName();
    private readonly string _region = servers.NextName();
    private bool _died;
    private AzuriteServer? _azurite;

    protected NamedSecrets Secrets { get; } = [];

    protected BlobServiceClient Service => new(_azurite!.ConnectionString, BlobClients.ForEmulator());

    protected BlobContainerClient Container => Service.GetBlobContainerClient(_container);

    protected override TargetBinding Binding => Bind("azurite");

    public async ValueTask InitializeAsync()
    {
        _azurite = await servers.AzuriteAsync();
        Secrets["azurite"] = _azurite.ConnectionString;
        Secrets["wrong-key"] = _azurite.ConnectionString.Replace(AzuriteServer.Key, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Once a process has died, nobody lets the clock go on but those who wait for the dead.</summary>
    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null)
    {
        _died |= observer is CrashPoint;
        var times = patience is { } span ? BlobTimes.Default with { Patience = span } : BlobTimes.Default;
        return new AzureBlobTargetType(Secrets, AzureTargetOptions.Of(Time, observer) with { Tries = 3 }, times, WaitAsync);
    }

    protected override bool Exists() => Container.Exists();

    protected override bool ScratchExists(string run) => ScratchNames.Of(Binding.Address, run).Any(name => Service.GetBlobContainerClient(name).Exists());

    protected override IReadOnlyList<TargetBinding> Unreachable() => [Bind("wrong-key")];

    protected TargetBinding Bind(string secret) => new(
        TargetAddress.Parse($"test/{_region}/mails"),
        AzureBlobTargetType.TypeName,
        new Dictionary<string, JsonElement>
        {
            ["container"] = JsonSerializer.SerializeToElement(_container),
            ["connection"] = JsonSerializer.SerializeToElement(new { secret }),
        },
        null,
        null,
        new Dictionary<string, JsonElement>());

    /// <summary>Somebody else puts a blob.</summary>
    protected async Task PutAsync(string name, byte[] bytes, BlobUploadOptions? options = null)
    {
        await Container.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await Container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(bytes), options ?? new BlobUploadOptions(), Cancellation);
    }

    protected async Task<string?> TextAsync(string name)
    {
        var blob = Container.GetBlobClient(name);
        return await blob.ExistsAsync(Cancellation) ? Encoding.UTF8.GetString((await blob.DownloadContentAsync(Cancellation)).Value.Content) : null;
    }

    private async Task WaitAsync(TimeSpan span, CancellationToken cancellation)
    {
        if (!_died)
        {
            // The test's clock may go on; else whoever is waited for is alive and done in a moment, which no clock of a test tells.
            await await Task.WhenAny(Task.Delay(span, Time, cancellation), Task.Delay(TimeSpan.FromMilliseconds(100), cancellation));
            return;
        }

        Time.Advance(span);
    }
}
