namespace FunctionsMigrator.Engine.Driving;

/// <summary>Lets what waits in this process look at once, instead of at its next poll.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next beat. Taken before looking, so that no beat falls between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
