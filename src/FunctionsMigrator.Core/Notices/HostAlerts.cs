using System.Globalization;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>
/// Turns what is wrong outside runs into notices: drift that opened or grew, and loops of the hosts that stopped. A notice is about the run that left there what should be
/// there, so that it is told to whom that run's policy names, in that run's thread.
/// </summary>
internal sealed class HostAlerts(IRecordStore records, TimeProvider time)
{
    private readonly NoticeOutbox _outbox = new(records);
    private readonly DriftAlerts _drift = new(records);
    private readonly HostBeats _beats = new(records, time);

    /// <summary>Puts them into the outbox, each once.</summary>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        await foreach (var alert in _drift.ListAsync(cancellation))
        {
            await _outbox.AddAsync(Notice(alert), cancellation);
            await _drift.TakeAsync(alert, cancellation);
        }

        foreach (var beat in (await _beats.StoppedAsync(cancellation)).Where(beat => beat.Told != beat.At))
        {
            await foreach (var stored in records.ListAsync(RunPartitions.Environments, "", cancellation))
            {
                await _outbox.AddAsync(Notice(beat, stored.Read<GoodRun>().Run), cancellation);
            }

            await _beats.ToldAsync(beat, cancellation);
        }
    }

    private static Notice Notice(DriftAlert alert)
    {
        var more = alert.Fresh > alert.Items.Count ? $" and {alert.Fresh - alert.Items.Count} more" : "";
        var key = alert.Key[(alert.Key.LastIndexOf('/') + 1)..];
        return new Notice(
            alert.Run, $"drift-{key}", NoticeKind.Drift, alert.At,
            Reason: string.Create(CultureInfo.InvariantCulture, $"{alert.Fresh} items moved past git{(alert.Grew ? $", {alert.Open} in all" : "")}: {string.Join("; ", alert.Items)}{more}"));
    }

    private Notice Notice(HostBeat beat, string run) => new(
        run, string.Create(CultureInfo.InvariantCulture, $"stopped-{beat.Loop}-{beat.At.ToUnixTimeSeconds()}"), NoticeKind.HostStopped, time.GetUtcNow(),
        Reason: string.Create(CultureInfo.InvariantCulture, $"{Words(beat.Loop)} was there last at {beat.At.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}"));

    private static string Words(string loop) => loop switch
    {
        HostBeats.Sweep => "the sweep, which starts and rings what waits,",
        HostBeats.Drift => "the look for drift",
        _ => "the delivery of notices",
    };
}
