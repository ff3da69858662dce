using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Story;

/// <summary>A clock that goes as fast as that of the machine from a moment that a test names, and that a test can put forward: what waits for hours is done at once.</summary>
internal sealed class StoryClock : FakeTimeProvider, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _going;
    private TaskCompletionSource _beat = New();

    public StoryClock(DateTimeOffset start)
        : base(start) => _going = Task.Run(GoAsync);

    /// <summary>Puts it forward.</summary>
    public void PutForward(TimeSpan by)
    {
        lock (_lock)
        {
            Advance(by);
        }
    }

    /// <summary>Ends when it has gone on a little.</summary>
    public Task BeatAsync(CancellationToken cancellation) => _beat.Task.WaitAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _going;
        _end.Dispose();
    }

    private async Task GoAsync()
    {
        using var machine = new PeriodicTimer(Every);
        var last = Stopwatch.GetTimestamp();
        try
        {
            while (await machine.WaitForNextTickAsync(_end.Token))
            {
                var now = Stopwatch.GetTimestamp();
                PutForward(Stopwatch.GetElapsedTime(last, now));
                last = now;
                Interlocked.Exchange(ref _beat, New()).SetResult();
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
