using FunctionsMigrator.Testing.Analyses;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>The server of the tests.</summary>
public sealed class PrometheusServerTests : PrometheusApiContract, IAsyncLifetime
{
    private PrometheusServer? _server;

    protected override string Url => _server!.Url;

    public async ValueTask InitializeAsync()
    {
        _server = await PrometheusServer.StartAsync();
        _server.Vectors["vector(0.25)"] = _ => [0.25];
        _server.Vectors["vector(3)"] = _ => [3];
        _server.Vectors["vector(1) / vector(0)"] = _ => [double.PositiveInfinity];
        _server.Vectors["vector(0) / vector(0)"] = _ => [double.NaN];
        _server.Vectors[TwoSeries] = _ => [1, 2];
        _server.Scalars["42"] = 42;
        _server.Texts["\"words\""] = "words";
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
