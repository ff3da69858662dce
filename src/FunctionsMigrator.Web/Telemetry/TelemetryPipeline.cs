using FunctionsMigrator.Core.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FunctionsMigrator.Web.Telemetry;

/// <summary>
/// Telemetry of a process that is no host with services of its own, or whose telemetry begins before they do. Ending it sends what is left, and gives up after a while: a
/// collector that is away costs the process a moment and nothing else.
/// </summary>
public sealed class TelemetryPipeline : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TimeSpan _patience;

    private TelemetryPipeline(ServiceProvider services, TimeSpan patience)
    {
        (_services, _patience) = (services, patience);
        Telemetry = services.GetRequiredService<FmTelemetry>();
        Logs = services.GetRequiredService<ILoggerFactory>();
    }

    /// <summary>What the product tells.</summary>
    public FmTelemetry Telemetry { get; }

    /// <summary>Takes the entries of all logs.</summary>
    public ILoggerFactory Logs { get; }

    /// <summary>Begins.</summary>
    /// <param name="options">Where it goes; checked before.</param>
    /// <param name="log">Adds where else entries of the log go, and which.</param>
    /// <param name="patience">How long the end may take. Default 5 seconds.</param>
    public static TelemetryPipeline Begin(TelemetryOptions options, Action<ILoggingBuilder>? log = null, TimeSpan? patience = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(builder => log?.Invoke(builder));
        services.AddFmTelemetry(options);
        var provider = services.BuildServiceProvider();

        // Nobody starts hosted services here: asking for the providers begins to listen.
        provider.GetService<TracerProvider>();
        provider.GetService<MeterProvider>();
        return new TelemetryPipeline(provider, patience ?? TimeSpan.FromSeconds(5));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.Run(EndAsync).WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            // What could not be sent is lost; the threads that still try end with the process.
        }
    }

    // Side by side: the three share one patience.
    private async Task EndAsync()
    {
        var milliseconds = (int)_patience.TotalMilliseconds;
        await Task.WhenAll(
            Task.Run(() => _services.GetService<TracerProvider>()?.Shutdown(milliseconds)),
            Task.Run(() => _services.GetService<MeterProvider>()?.Shutdown(milliseconds)),
            Task.Run(() => _services.GetService<LoggerProvider>()?.Shutdown(milliseconds)));
        await _services.DisposeAsync();
    }
}
