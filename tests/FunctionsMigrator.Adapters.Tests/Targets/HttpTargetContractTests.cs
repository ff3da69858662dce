using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.Http;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Http;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The contract over a real server whose versions come from the content: the hardest case for an overtaken writer.</summary>
public sealed class HttpTargetContractTests : TargetContract, IAsyncLifetime
{
    private readonly LeaseClock _waiting = new();
    private JsonService _service = null!;

    protected override TargetBinding Binding => Bind(_service.Url);

    protected override ResourceSlice Slice => new(
        "routes", ResourceKind.HttpResources, "http", 0, Keys: [.. Names.Select(Key), .. Enumerable.Range(0, 500).Select(i => Key($"item-{i:D3}"))]);

    public async ValueTask InitializeAsync() => _service = await JsonService.StartAsync();

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => new HttpTargetType(
        new LocalSecretSource(".", _ => null), Time, new DeathWatch(observer ?? DurableWriteObserver.None, _waiting), patience, _waiting);

    protected override bool Exists() => _service.Resources.Count > 0;

    protected override bool ScratchExists(string run) => _service.Resources.Keys.Any(path => path.Contains(run, StringComparison.Ordinal));

    protected override string Key(string name) => $"/routes/{name}";

    protected override byte[] Content(string name, string value) =>
        CanonicalJson.Of(JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["service"] = name, ["weight"] = 1, ["comment"] = value }));

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        // As somebody else would lay it out.
        _service.Put(Key(name), value is null ? null : $$"""{ "weight": 1.0, "service": {{JsonSerializer.Serialize(name)}}, "comment": {{JsonSerializer.Serialize(value)}} }""");
        return Task.CompletedTask;
    }

    protected override IReadOnlyList<TargetBinding> Unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        _service.Instead = context =>
        {
            context.Response.StatusCode = 502;
            return Task.FromResult(true);
        };
        return [Bind($"http://127.0.0.1:{free}"), Bind("http://no-such-host.invalid"), Bind(_service.Url)];
    }

    private static TargetBinding Bind(string url) => LocalPlaceFixture.Bind("http", new { baseUrl = url, bookkeeping = "/fm/gateway" });
}
