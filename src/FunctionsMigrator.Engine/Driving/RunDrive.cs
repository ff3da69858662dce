using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Stores;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>One leased run being driven: what its instances share.</summary>
internal sealed class RunDrive(EngineParts parts, Lease lease, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private volatile bool _lost;

    public EngineParts Parts => parts;

    public IEventStore Store => parts.Store;

    public TimeProvider Time => parts.Time;

    public Lease Lease => lease;

    public Activity Activity { get; } = new();

    /// <summary>Nothing new begins when this is cancelled.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Dispose() => _stop.Dispose();

    /// <summary>Drives the run until it ended or rests, and gives it back.</summary>
    public async Task<DriveOutcome> RunAsync()
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(done.Token);
        var rest = new Rest(DateTimeOffset.MinValue, lease.RingsOfRun);
        try
        {
            var root = await Store.FindAsync(lease.Root, CancellationToken.None);
            // SQLite answers on the calling thread; the caller gets its own back.
            var outcome = root!.Ended ? Outcomes.Of(root) : await Task.Run(new InstanceDriver(this, root, null).DriveAsync, CancellationToken.None);
            rest = new Rest(Activity.NextTimer, Activity.Heard ?? lease.RingsOfRun);
            return outcome with { NextTimer = Activity.NextTimer };
        }
        catch (StoreException failure)
        {
            parts.Logger.StoreUnavailable(lease.Root, failure.Finding.ToString());
            rest = rest with { DueAt = Time.GetUtcNow() + parts.Options.RetryDelay };
            return new DriveOutcome(DriveState.Unavailable, Problem: failure.Finding);
        }
        catch (Exception exception) when (exception is LeaseLostException || (_lost && exception is OperationCanceledException))
        {
            parts.Logger.LeaseLost(lease.Root);
            return new DriveOutcome(DriveState.LeasedElsewhere);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
            await ReleaseAsync(rest);
        }
    }

    /// <summary>Stops everything else of this run, because a part of it cannot go on.</summary>
    public void StopAll() => _stop.Cancel();

    /// <summary>Waits for the instant or, when asked, the bell. Answers null when the whole run came to rest before.</summary>
    public async Task<WaitOutcome?> ParkAsync(string instanceId, DateTimeOffset until, bool hearsBell, Func<DateTimeOffset> now)
    {
        for (var parked = false; ; parked = true)
        {
            var beat = parts.Pulse.Next;
            var bell = hearsBell ? await Store.HearAsync(instanceId, CancellationToken.None) : null;
            WaitOutcome? over = bell is { Rang: true } ? WaitOutcome.Woken : until <= now() ? WaitOutcome.Deadline : null;
            if (over is not null)
            {
                return !parked || Activity.TryUnpark(instanceId) ? over : null;
            }

            Activity.Park(instanceId, until, bell?.RingsOfRun);
            await parts.PauseAsync(until, [Activity.AtRest, beat], Stop);
            if (Activity.AtRest.IsCompleted)
            {
                return null;
            }
        }
    }

    private async Task RenewAsync(CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(parts.Options.LeaseDuration / 3, Time, done);
                try
                {
                    if (!await Store.RenewAsync(lease, parts.Options.LeaseDuration, done))
                    {
                        _lost = true;
                        StopAll();
                        return;
                    }
                }
                catch (StoreException)
                {
                    // The next append meets the same failure and reports it; until then the fence protects the run.
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
        }
    }

    private async Task ReleaseAsync(Rest rest)
    {
        try
        {
            await Store.ReleaseAsync(lease, rest, CancellationToken.None);
        }
        catch (StoreException failure)
        {
            // The lease runs out by itself.
            parts.Logger.StoreUnavailable(lease.Root, failure.Finding.ToString());
        }
    }
}
