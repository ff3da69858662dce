using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Serving;

/// <summary>
/// Looks for drift while <c>fm serve</c> runs: when it starts, and then as long after the end of each look as it was told; never where that is zero. One look at a time.
/// </summary>
/// <param name="look">Looks once.</param>
/// <param name="beats">Told that the loop goes on.</param>
/// <param name="every">Time between two looks.</param>
/// <param name="log">Told what could not be looked at.</param>
/// <param name="time">The clock.</param>
internal sealed class DriftLoop(Func<CancellationToken, Task<DriftSwept>> look, HostBeats beats, TimeSpan every, ILogger log, TimeProvider time)
{
    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (every > TimeSpan.Zero)
        {
            try
            {
                await beats.BeatAsync(HostBeats.Drift, every, cancellation);
                foreach (var finding in (await look(cancellation)).Problems)
                {
                    log.NotLooked(finding.Code, finding.Message);
                }

                // The next one is due from now on, however long this one took.
                await beats.BeatAsync(HostBeats.Drift, every, cancellation);
            }
            catch (StoreException failure)
            {
                // The next look tries again.
                log.NotLooked(failure.Finding.Code, failure.Finding.Message);
            }

            await Task.Delay(every, time, cancellation);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
    }
}
