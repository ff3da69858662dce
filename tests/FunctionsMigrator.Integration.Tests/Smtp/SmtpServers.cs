using System.Globalization;
using System.Net.Http.Json;
using FunctionsMigrator.Cli.Demo.Servers;

namespace FunctionsMigrator.Integration.Tests.Smtp;

/// <summary>Real SMTP servers on loopback, one process for all tests; each test opens a sink of its own.</summary>
public sealed class SmtpServers : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _control;

    private SmtpServers(ServerProcess process, int port) =>
        (_process, _control) = (process, new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")) });

    /// <summary>Starts the process.</summary>
    public static async Task<SmtpServers> StartAsync()
    {
        var modules = await ServerPackages.InstallAsync(CancellationToken.None);
        var port = 0;
        var script = Path.Combine(AppContext.BaseDirectory, "Smtp", "smtp-sinks.mjs");
        var process = await ServerProcess.StartAsync(
            new ServerTask("node", [script, modules]),
            line => line.StartsWith("sinks at ", StringComparison.Ordinal) && int.TryParse(line["sinks at ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out port),
            CancellationToken.None);
        return new SmtpServers(process, port);
    }

    /// <summary>Opens a sink.</summary>
    public async Task<SmtpSink> OpenAsync(CancellationToken cancellation)
    {
        using var opened = await _control.PostAsync("sinks", null, cancellation);
        var ports = await opened.Content.ReadFromJsonAsync<SinkPorts>(cancellation);
        return new SmtpSink(_control, ports!);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _control.Dispose();
        return _process.DisposeAsync();
    }
}

/// <summary>Where a sink listens.</summary>
public sealed record SinkPorts(string Id, int Port, int Bare);
