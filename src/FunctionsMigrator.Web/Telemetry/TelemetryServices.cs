using System.Reflection;
using Azure.Monitor.OpenTelemetry.Exporter;
using FunctionsMigrator.Core.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FunctionsMigrator.Web.Telemetry;

/// <summary>Puts telemetry into a host: the same composition for every host of the product.</summary>
public static class TelemetryServices
{
    private const string ServiceName = "functions-migrator";

    // In the Functions app a function's invocation stands between the request and what it asks for.
    private const string FunctionsWorker = "Microsoft.Azure.Functions.Worker";

    // What the requests of people and pipelines cost, beside the product's own numbers.
    private static readonly string[] ServerMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>
    /// Adds an <see cref="FmTelemetry"/> over the host's log, and the exporters that the options name. Spans of outgoing calls are left out: an address of a target, or
    /// of a place that is told something, may be a secret. A host without configuration of its own gets the options' settings as its configuration.
    /// </summary>
    public static IServiceCollection AddFmTelemetry(this IServiceCollection services, TelemetryOptions options)
    {
        services.AddLogging();
        services.TryAddSingleton(provider => new FmTelemetry(provider.GetRequiredService<ILoggerFactory>().CreateLogger(TelemetryNames.Source)));
        if (!options.Exports)
        {
            return services;
        }

        services.TryAddSingleton<IConfiguration>(_ => new ConfigurationBuilder().AddInMemoryCollection(options.Settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
        services.AddOpenTelemetry()
            .ConfigureResource(Describe)
            .WithTracing(tracing => Export(tracing.AddSource(TelemetryNames.Source, FunctionsWorker).AddAspNetCoreInstrumentation(), options))
            .WithMetrics(metrics => Export(metrics.AddMeter([TelemetryNames.Source, .. ServerMeters]), options))
            .WithLogging(logging => Export(logging, options), log => (log.IncludeScopes, log.IncludeFormattedMessage) = (true, true));
        return services.AddLogging(Choose);
    }

    // Whatever else a host logs: a framework tells addresses of requests whole, with what stands behind the question mark.
    private static void Choose(ILoggingBuilder log) => log
        .AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.Warning)
        .AddFilter<OpenTelemetryLoggerProvider>(TelemetryNames.Source, LogLevel.Information);

    // What the environment says about the service wins over what the program is called.
    private static void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService(ServiceName, serviceVersion: typeof(TelemetryServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static void Export(TracerProviderBuilder tracing, TelemetryOptions options)
    {
        if (options.Otlp)
        {
            tracing.AddOtlpExporter();
        }

        if (options.ToAzureMonitor)
        {
            tracing.AddAzureMonitorTraceExporter(azure => azure.ConnectionString = options.AzureMonitor, options.Credential);
        }
    }

    private static void Export(MeterProviderBuilder metrics, TelemetryOptions options)
    {
        if (options.Otlp)
        {
            metrics.AddOtlpExporter();
        }

        if (options.ToAzureMonitor)
        {
            metrics.AddAzureMonitorMetricExporter(azure => azure.ConnectionString = options.AzureMonitor, options.Credential);
        }
    }

    private static void Export(LoggerProviderBuilder logging, TelemetryOptions options)
    {
        if (options.Otlp)
        {
            logging.AddOtlpExporter();
        }

        if (options.ToAzureMonitor)
        {
            logging.AddAzureMonitorLogExporter(azure => azure.ConnectionString = options.AzureMonitor, options.Credential);
        }
    }
}
