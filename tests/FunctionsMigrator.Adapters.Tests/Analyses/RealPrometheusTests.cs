using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>A real server: the program that <c>FM_TEST_PROMETHEUS</c> names, or <c>prometheus</c> of the machine. Skipped, and said so, where there is none.</summary>
public sealed class RealPrometheusTests : PrometheusApiContract, IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private Process? _process;
    private string? _url;

    protected override string Url => _url!;

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("FM_TEST_PROMETHEUS")
            ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "FM_TEST_PROMETHEUS names no prometheus program, and the machine has none.");
        _folder.Write("prometheus.yml", "global: { scrape_interval: 1s }\n");
        _url = $"http://127.0.0.1:{FreePort()}";
        _process = Process.Start(new ProcessStartInfo(
            program!, ["--config.file", _folder["prometheus.yml"], "--storage.tsdb.path", _folder["data"], "--web.listen-address", _url["http://".Length..], "--log.level", "error"])
        { RedirectStandardError = true });
        using var client = new HttpClient();
        for (var deadline = Stopwatch.StartNew(); ; await Task.Yield())
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(60) && !_process!.HasExited, "prometheus does not come up.");
            try
            {
                using var answer = await client.GetAsync($"{_url}/-/ready", TestContext.Current.CancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // The program says its port only in its log; one that is free now is free a moment later too.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
