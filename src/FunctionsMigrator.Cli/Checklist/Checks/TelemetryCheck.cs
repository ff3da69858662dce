using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Web.Telemetry;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Traces, metrics and logs of runs are sent somewhere. Only the process that asks can be looked at: another host of a shared store has variables of its own.</summary>
internal sealed class TelemetryCheck : IChecklistCheck
{
    private const string Variables = $"OTEL_EXPORTER_OTLP_ENDPOINT nor {TelemetryOptions.AzureMonitorVariable}";

    /// <inheritdoc/>
    public string Name => "telemetry";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ChecklistLine>>([Look(TelemetryOptions.From(subject.Request.Variable), subject.Host.Services.Store is LocalStore)]);

    private ChecklistLine Look(TelemetryOptions options, bool isLocal)
    {
        // A setting that cannot be used has stopped the whole call before.
        if (options.Exports)
        {
            string?[] ways = [options.Otlp ? "by OTLP" : null, options.ToAzureMonitor ? "to Application Insights" : null];
            return this.Pass($"sent from here {string.Join(" and ", ways.OfType<string>())}; whether it arrives was not tried");
        }

        return isLocal
            ? this.Fail($"neither {Variables} switches it on here, and runs of a local store are driven from here", "Set one of them where `fm` or `fm serve` runs; docs/telemetry.md lists them.")
            : this.Unknown($"neither {Variables} switches it on here; the host that drives the runs of the shared store has variables of its own", "Look at the settings of that host.");
    }
}
