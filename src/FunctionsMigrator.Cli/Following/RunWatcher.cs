using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Shows how a run goes on until it is final, without driving it.</summary>
internal sealed class RunWatcher(Call call, IFmHost host, TimeSpan poll)
{
    /// <summary>Watches, and ends with the run's exit code.</summary>
    public async Task<int> WatchAsync(string run, CancellationToken cancellation)
    {
        try
        {
            var outcome = await RunProgress.For(call, await PastAsync(run, cancellation)).RunAsync(show => PollAsync(run, show, cancellation));
            if (!outcome.TryGet(out var details))
            {
                return call.Fail(outcome.Findings);
            }

            var code = details.Run.State.ExitCode();
            RunSummary.Print(call.Output, details);
            call.Output.Document(RunDocument.Of(details, code));
            return code;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            call.Output.ErrorLine($"stopped watching; the run is as it was. Watch again: fm status {run} --watch");
            return ExitCode.Waiting;
        }
    }

    // Only a picture shows it.
    private async Task<RunTimeline> PastAsync(string run, CancellationToken cancellation)
    {
        var timeline = new RunTimeline();
        if (call.Output.Live && (await host.Migrator.GetAsync(run, cancellation)).TryGet(out var details))
        {
            await foreach (var record in host.Migrator.ReadAuditAsync(details.Run.Id, cancellation))
            {
                timeline.Note(record);
            }
        }

        return timeline;
    }

    private async Task<Outcome<RunDetails>> PollAsync(string run, Action<RunReading> show, CancellationToken cancellation)
    {
        var reader = new RunReader(host.Migrator, call.Session.Time, measured: !call.Json);
        while (true)
        {
            var outcome = await reader.ReadAsync(run, cancellation);
            if (!outcome.TryGet(out var reading))
            {
                return outcome.As<RunDetails>();
            }

            show(reading);
            if (reading.Details.Run.State.IsFinal())
            {
                return Outcome.Of(reading.Details);
            }

            await Task.Delay(poll, call.Session.Time, cancellation);
        }
    }
}
