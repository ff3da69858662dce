using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Adapters.Targets.AppConfiguration;
using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.AppConfiguration;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The contract over a server that speaks the API of App Configuration.</summary>
public abstract class AppConfigurationTargetContract : TargetContract, IAsyncLifetime
{
    private readonly LeaseClock _waiting = new();

    protected override bool TellsWhenWritten => true;

    protected AppConfigurationServer Server { get; private set; } = null!;

    protected virtual string? Label => "production";

    protected override TargetBinding Binding => Bind("store");

    protected override int LargeContent => 8_000;

    public async ValueTask InitializeAsync()
    {
        Server = await AppConfigurationServer.StartAsync();
        Server.PageSize = 7;

        // Of others, with another label: nobody's here.
        Server.Put("checkout/a", "of somebody else", label: "elsewhere");
        Server.Put(".appconfig.featureflag/a", "of somebody else", label: "elsewhere");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
    }

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => new AppConfigurationTargetType(
        new LocalSecretSource(".", Secret),
        new AppConfigurationOptions(
            new TimedOptions(Time, new DeathWatch(observer ?? DurableWriteObserver.None, _waiting), patience, _waiting),
            new TempSpillSpace(Path.GetTempPath()), AzureIdentities.OfSurroundings, Tries: 1));

    protected override bool Exists() => Server.Items.Any(
        item => item.Label != "elsewhere" && !item.Label.StartsWith(AppConfigurationPlace.ScratchPrefix, StringComparison.Ordinal) && !item.Key.Contains(AppConfigurationPlace.ScratchPrefix, StringComparison.Ordinal));

    protected override bool ScratchExists(string run) =>
        Server.Items.Any(item => item.Label.Contains(run, StringComparison.Ordinal) || (item.Label == AppConfigurationPlace.OwnLabel && item.Key.Contains(run, StringComparison.Ordinal)));

    protected override IReadOnlyList<TargetBinding> Unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _free = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return [Bind("nobody"), Bind("wrong-key"), Bind("malformed"), Bind("unknown")];
    }

    private int _free;

    protected TargetBinding Bind(string secret, object? scratch = null) => LocalPlaceFixture.Bind(AppConfigurationTargetType.TypeName, Label is null
        ? new { connection = new { secret } }
        : new { connection = new { secret }, label = Label, timeout = "9s" }) with
    { Scratch = scratch is null ? null : JsonSerializer.SerializeToElement(scratch) };

    private string? Secret(string name) => name switch
    {
        "FM_SECRET_STORE" => Server.ConnectionString,
        "FM_SECRET_WRONG_KEY" => Server.WrongConnectionString,
        "FM_SECRET_NOBODY" => $"Endpoint=http://127.0.0.1:{_free};Id=a;Secret=AAAA",
        "FM_SECRET_MALFORMED" => "Endpoint=http://example.com;Id=a;Secret=AAAA",
        _ => null,
    };
}
