namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>A process that stands still as a whole, as a paused virtual machine does: from a chosen point on it writes nothing until it is woken up, and then goes on as if nothing had happened.</summary>
/// <param name="at">The point.</param>
public sealed class Sleeper(Func<string, bool> at)
{
    private readonly TaskCompletionSource _asleep = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    /// <summary>Ends when it stands still.</summary>
    public Task Asleep => _asleep.Task;

    /// <summary>Lets it go on.</summary>
    public void Wake() => _awake.TrySetResult();

    /// <summary>Called at every point.</summary>
    public Task PassAsync(string point, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_asleep.Task.IsCompleted && at(point))
            {
                _asleep.SetResult();
            }

            // What would tell it that it was overtaken sleeps on: it has to find out by what it is about to write.
            return !_asleep.Task.IsCompleted ? Task.CompletedTask
                : point.Contains(" engine renew ", StringComparison.Ordinal) ? new TaskCompletionSource().Task.WaitAsync(cancellation)
                : _awake.Task;
        }
    }
}
