using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>
/// Drives a run on, shows how it goes, and ends with an exit code: when the run is final, or when it waits for others and the wait is over.
/// </summary>
internal sealed class RunFollower(Call call, IFmHost host, WaitRule wait)
{
    // Often enough to look alive, seldom enough to cost nothing.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    // How long another process gets to act on what was asked before this one says "still waiting".
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _time = call.Session.Time;
    private readonly long _since = call.Session.Time.GetTimestamp();

    /// <summary>Whether <see cref="RunState.Superseded"/> counts as done.</summary>
    public bool AllowSuperseded { get; init; }

    /// <summary>Follows the run and prints how it stands at the end.</summary>
    public async Task<int> FollowAsync(string run, CancellationToken cancellation)
    {
        try
        {
            var outcome = await RunProgress.For(call).RunAsync(show => DriveAsync(run, show, cancellation));
            return outcome.TryGet(out var details) ? End(details) : call.Fail(outcome.Findings);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await StoppedAsync(run);
        }
    }

    private async Task<Outcome<RunDetails>> DriveAsync(string run, Action<RunReading> show, CancellationToken cancellation)
    {
        var reader = new RunReader(host.Migrator, _time, measured: !call.Json);
        while (true)
        {
            var driving = host.DriveAsync(run, cancellation);
            while (await Task.WhenAny(driving, Task.Delay(Poll, _time, cancellation)) != driving)
            {
                if ((await reader.ReadAsync(run, cancellation)).TryGet(out var meanwhile))
                {
                    show(meanwhile);
                }
            }

            var drive = await driving;
            var outcome = await reader.ReadAsync(run, cancellation);
            if (!outcome.TryGet(out var reading))
            {
                return outcome.As<RunDetails>();
            }

            show(reading);
            var details = reading.Details;
            if (details.Run.State.IsFinal())
            {
                return Outcome.Of(details);
            }

            if (drive.End == DriveEnd.Stuck)
            {
                return Outcome.Fail<RunDetails>(drive.Problem!);
            }

            if (IsOver(details.Run, drive))
            {
                return Outcome.Of(details);
            }

            await Task.Delay(Pause(drive), _time, cancellation);
        }
    }

    private bool IsOver(RunRecord run, Drive drive)
    {
        var waited = _time.GetElapsedTime(_since);
        var settled = drive.End == DriveEnd.Waiting && !host.IsRemote;
        return RunWords.WaitsForOthers(run.State) && wait.Budget is { } budget && waited >= budget && (settled || waited >= Grace);
    }

    private TimeSpan Pause(Drive drive)
    {
        var untilTimer = drive.NextTimer is { } timer ? timer - _time.GetUtcNow() : Poll;
        return untilTimer < TimeSpan.Zero ? TimeSpan.Zero : untilTimer < Poll ? untilTimer : Poll;
    }

    private int End(RunDetails details)
    {
        var code = details.Run.State.ExitCode(AllowSuperseded);
        RunSummary.Print(call.Output, details);
        call.Output.Document(RunDocument.Of(details, code));
        return code;
    }

    private async Task<int> StoppedAsync(string run)
    {
        call.Output.ErrorLine(host.IsRemote
            ? $"stopped watching; the run goes on. Follow it: fm status {run} --watch"
            : $"stopped; nothing is lost. Continue: fm resume {run}");
        if (call.Json && (await host.Migrator.GetAsync(run, CancellationToken.None)).TryGet(out var details))
        {
            call.Output.Document(RunDocument.Of(details, ExitCode.Waiting));
        }

        return ExitCode.Waiting;
    }
}
