using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Timers;

/// <summary>Sweeps the store every minute. The host lets one instance of the app do it at a time.</summary>
/// <param name="host">The app.</param>
/// <param name="log">Told what was done.</param>
public sealed class SweepTimer(AppHost host, ILogger<SweepTimer> log)
{
    private const string EveryMinute = "0 * * * * *";

    /// <summary>Sweeps.</summary>
    [Function("Sweep")]
    public async Task SweepAsync([TimerTrigger(EveryMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            var opened = await host.OpenAsync(cancellation);
            if (!opened.TryGet(out var parts))
            {
                AppLog.NotOpened(log, opened.Findings);
                return;
            }

            var report = await new Sweeper(parts.Services, new DurableRunClient(client), parts.Metadata, parts.Notices).SweepAsync(host.Options.Sweep, cancellation);
            // What it started, rang and found is told by the sweep itself.
            AppLog.Swept(log, report.Started.Count, report.Rung.Count, report.Problems.Count);
        }
        catch (StoreException failure)
        {
            // The next minute tries again.
            AppLog.NotOpened(log, [failure.Finding]);
        }
    }
}
