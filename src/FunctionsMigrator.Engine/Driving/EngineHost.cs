using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>Drives all open runs of a store, some at a time.</summary>
internal sealed class EngineHost(EmbeddedEngine engine, EngineParts parts)
{
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Task> _driving = new(StringComparer.Ordinal);
    private readonly Queue<string> _first = new();
    private DateTimeOffset _nextPurge = DateTimeOffset.MinValue;
    private bool _listed;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (true)
            {
                var beat = parts.Pulse.Next;
                await TurnAsync(stop.Token);
                await parts.PauseAsync(null, [beat, .. _driving.Values], stop.Token);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(_driving.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task TurnAsync(CancellationToken stop)
    {
        foreach (var (root, drive) in _driving.Where(entry => entry.Value.IsCompleted).ToArray())
        {
            _driving.Remove(root);
            await drive;
        }

        try
        {
            await ListFirstAsync(stop);
            await PurgeAsync(stop);
            await DriveDueAsync(stop);
        }
        catch (StoreException failure)
        {
            parts.Logger.StoreUnavailable("The host", failure.Finding.ToString());
            await Task.Delay(parts.Options.RetryDelay, parts.Time, stop);
        }
    }

    private async Task ListFirstAsync(CancellationToken stop)
    {
        if (_listed)
        {
            return;
        }

        _first.Clear();
        await foreach (var run in parts.Store.ListOpenAsync(stop))
        {
            _first.Enqueue(run.Id);
        }

        _listed = true;
    }

    private async Task DriveDueAsync(CancellationToken stop)
    {
        while (_driving.Count < parts.Options.MaxConcurrentRuns && _first.TryDequeue(out var root))
        {
            Begin(root, stop);
        }

        var free = parts.Options.MaxConcurrentRuns - _driving.Count;
        if (free > 0)
        {
            foreach (var root in await parts.Store.ListDueAsync(free, stop))
            {
                Begin(root, stop);
            }
        }
    }

    private void Begin(string root, CancellationToken stop)
    {
        if (!_driving.ContainsKey(root))
        {
            _driving.Add(root, DriveAsync(root, stop));
        }
    }

    // A run whose store failed keeps its place for a while, so that the failure is not tried again at once.
    private Task DriveAsync(string root, CancellationToken stop) => Task.Run(
        async () =>
        {
            if (await engine.RunUntilIdleAsync(root, stop) is { State: DriveState.Unavailable })
            {
                await Task.Delay(parts.Options.RetryDelay, parts.Time, stop);
            }
        },
        stop);

    private async Task PurgeAsync(CancellationToken stop)
    {
        var now = parts.Time.GetUtcNow();
        if (parts.Options.Retention is { } retention && now >= _nextPurge)
        {
            var purged = await engine.PurgeAsync(now - retention, stop);
            _nextPurge = now + PurgeInterval;
            if (purged > 0)
            {
                parts.Logger.Purged(purged, now - retention);
            }
        }
    }
}
