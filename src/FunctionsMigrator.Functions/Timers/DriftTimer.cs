using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Timers;

/// <summary>Looks for drift by the schedule of the settings.</summary>
/// <param name="host">The app.</param>
/// <param name="log">Told what was found.</param>
public sealed class DriftTimer(AppHost host, ILogger<DriftTimer> log)
{
    /// <summary>Looks.</summary>
    [Function("Drift")]
    public async Task LookAsync([TimerTrigger("%FM_DRIFT_SCHEDULE%")] TimerInfo timer, CancellationToken cancellation)
    {
        try
        {
            var opened = await host.OpenAsync(cancellation);
            if (!opened.TryGet(out var parts))
            {
                AppLog.NotOpened(log, opened.Findings);
                return;
            }

            var looked = await new DriftCheck(parts.Services).LookAsync(cancellation);
            AppLog.Found(log, looked.Findings);
            await foreach (var record in new DriftCheck(parts.Services).ListAsync(cancellation))
            {
                AppLog.Compared(log, record);
            }
        }
        catch (StoreException failure)
        {
            AppLog.NotOpened(log, [failure.Finding]);
        }
    }
}
