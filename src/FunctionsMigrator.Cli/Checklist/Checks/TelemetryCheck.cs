using FunctionsMigrator.Adapters.Stores.Local;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Traces, metrics and logs of runs are sent somewhere. Only the process that asks can be looked at: another host of a shared store has variables of its own.</summary>
internal sealed class TelemetryCheck : IChecklistCheck
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <inheritdoc/>
    public string Name => "telemetry";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ChecklistLine>>([Look(subject.Request.Variable, subject.Host.Services.Store is LocalStore)]);

    private ChecklistLine Look(Func<string, string?> variable, bool isLocal)
    {
        var (collector, monitor) = (variable(Collector), variable(AzureMonitor));
        if (collector is not null && !(Uri.TryCreate(collector, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            return this.Fail($"{Collector} is no address", "Set it to an address such as http://localhost:4317.");
        }

        if (monitor is not null && !monitor.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase))
        {
            return this.Fail($"{AzureMonitor} is no connection string of Application Insights", "Copy it from the Application Insights resource; it begins with InstrumentationKey=.");
        }

        string[] named = [.. new[] { collector is null ? null : $"{Collector} is set ({collector})", monitor is null ? null : $"{AzureMonitor} is set" }.OfType<string>()];
        return named.Length > 0 ? this.Pass(string.Join("; ", named))
            : isLocal ? this.Fail($"neither {Collector} nor {AzureMonitor} is set here, and runs of a local store are driven from here", "Set one of them where `fm` or `fm serve` runs.")
            : this.Unknown($"neither {Collector} nor {AzureMonitor} is set here; the host that drives the runs of the shared store has variables of its own", "Look at the settings of that host.");
    }
}
