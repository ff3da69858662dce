using Cronos;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Timers;

/// <summary>Looks for drift by the schedule of the settings, and starts the runs that environments heal themselves by.</summary>
/// <param name="host">The app.</param>
/// <param name="log">Told what was found.</param>
public sealed class DriftTimer(AppHost host, ILogger<DriftTimer> log)
{
    // Where nobody but the platform understands the schedule.
    private static readonly TimeSpan Usual = TimeSpan.FromDays(1);

    // The platform's clock may be a moment ahead: the next look is not the one that begins now.
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    /// <summary>Looks.</summary>
    [Function("Drift")]
    public async Task LookAsync([TimerTrigger("%FM_DRIFT_SCHEDULE%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            var opened = await host.OpenAsync(cancellation);
            if (!opened.TryGet(out var parts))
            {
                AppLog.NotOpened(log, opened.Findings);
                return;
            }

            // Said before the look, so that one that hangs is noticed.
            await new HostBeats(parts.Services.Store.Records, parts.Services.Time).BeatAsync(HostBeats.Drift, Until(parts.Services.Time.GetUtcNow()), cancellation);
            var swept = await new DriftSweep(parts.Services, new DurableRunClient(client)).SweepAsync(cancellation);
            AppLog.Found(log, swept.Problems);
            foreach (var record in swept.Records)
            {
                AppLog.Compared(log, record);
            }

            // The sweep sends what people are told; where it stopped, this is who tells it.
            if (parts.Notices is { } notices)
            {
                await notices.DeliverAsync(cancellation);
            }
        }
        catch (StoreException failure)
        {
            AppLog.NotOpened(log, [failure.Finding]);
        }
    }

    private TimeSpan Until(DateTimeOffset now) =>
        CronExpression.TryParse(host.Options.DriftSchedule, CronFormat.IncludeSeconds, out var schedule) && schedule.GetNextOccurrence(now + Moment, TimeZoneInfo.Utc) is { } next ? next - now : Usual;
}
