using Azure.Identity;
using FunctionsMigrator.Functions.Settings;
using FunctionsMigrator.Web.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>Telemetry of the app: that of every host, to the places that the settings name.</summary>
internal static class AppTelemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds it. The worker exports its own log, and tells the host not to export it a second time.</summary>
    public static IServiceCollection AddAppTelemetry(this IServiceCollection services, AppOptions options)
    {
        var telemetry = OptionsOf(options);
        if (telemetry.Exports)
        {
            services.Configure<WorkerOptions>(worker => worker.Capabilities["WorkerOpenTelemetryEnabled"] = bool.TrueString);
        }

        return services.AddFmTelemetry(telemetry);
    }

    /// <summary>The settings of the app; the other standard variables of OpenTelemetry stand in the worker's configuration.</summary>
    internal static TelemetryOptions OptionsOf(AppOptions options) => new()
    {
        AzureMonitor = options.AzureMonitor,
        Credential = options.HasManagedIdentity ? Credential(options.ClientId) : null,
        Settings = options.OtlpEndpoint is { } collector ? new Dictionary<string, string> { [EndpointVariable] = collector.AbsoluteUri } : new Dictionary<string, string>(),
    };

    private static ManagedIdentityCredential Credential(string? clientId) =>
        new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
}
