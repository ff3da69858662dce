using Azure.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Web.Telemetry;

/// <summary>Where telemetry goes. Without a destination nothing is collected.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Environment variable with the connection string of an Application Insights resource.</summary>
    public const string AzureMonitorVariable = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The standard variables of OpenTelemetry that are read; <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or one of its kinds switches the export by OTLP on.</summary>
    public static IReadOnlyList<string> StandardVariables { get; } =
    [
        "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
        .. from kind in (string[])["", "TRACES_", "METRICS_", "LOGS_"]
           from name in (string[])["ENDPOINT", "PROTOCOL", "HEADERS", "TIMEOUT"]
           select $"OTEL_EXPORTER_OTLP_{kind}{name}",
        "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BLRP_EXPORT_TIMEOUT", "OTEL_BLRP_MAX_QUEUE_SIZE", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
    ];

    /// <summary>Connection string of an Application Insights resource; null: none.</summary>
    public string? AzureMonitor { get; init; }

    /// <summary>Signs in to Application Insights where its local authentication is switched off; null: the connection string alone.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>Standard variables that are set.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether telemetry goes to a collector by OTLP.</summary>
    public bool Otlp => !Disabled && Settings.Keys.Any(IsEndpoint);

    /// <summary>Whether telemetry goes to Application Insights.</summary>
    public bool ToAzureMonitor => !Disabled && AzureMonitor is not null;

    /// <summary>Whether telemetry goes anywhere.</summary>
    public bool Exports => Otlp || ToAzureMonitor;

    private bool Disabled => Settings.TryGetValue("OTEL_SDK_DISABLED", out var disabled) && disabled.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the environment says. An empty variable is none.</summary>
    public static TelemetryOptions From(Func<string, string?> variable) => new()
    {
        AzureMonitor = variable(AzureMonitorVariable) is { Length: > 0 } connection ? connection : null,
        Settings = StandardVariables
            .Select(name => (name, value: variable(name)))
            .Where(setting => setting.value is { Length: > 0 })
            .ToDictionary(setting => setting.name, setting => setting.value!, StringComparer.Ordinal),
    };

    /// <summary>Settings that cannot be used, each with what was expected. The value of a setting is never told: headers and connection strings are not for everybody.</summary>
    public IReadOnlyList<Finding> Check()
    {
        var findings = new List<Finding>();
        foreach (var (name, value) in Settings)
        {
            if (IsEndpoint(name) && !(Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            {
                findings.Add(TelemetryCodes.BadSetting.Finding($"{name} is no address such as http://localhost:4317."));
            }

            if (name.EndsWith("_PROTOCOL", StringComparison.Ordinal) && value is not ("grpc" or "http/protobuf"))
            {
                findings.Add(TelemetryCodes.BadSetting.Finding($"{name} is neither grpc nor http/protobuf."));
            }
        }

        if (AzureMonitor is not null && !AzureMonitor.Split(';').Any(part => part.Trim() is var pair && pair.StartsWith("InstrumentationKey=", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(pair[19..], out _)))
        {
            findings.Add(TelemetryCodes.BadSetting.Finding($"{AzureMonitorVariable} is no connection string such as InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://westeurope-1.in.applicationinsights.azure.com/."));
        }

        return findings;
    }

    private static bool IsEndpoint(string name) => name.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal) && name.EndsWith("ENDPOINT", StringComparison.Ordinal);
}
