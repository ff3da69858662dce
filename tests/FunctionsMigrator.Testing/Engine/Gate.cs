namespace FunctionsMigrator.Testing.Engine;

/// <summary>Holds a step until the test has seen it there.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A step stands at the gate.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets steps through, now and later.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Called by the step.</summary>
    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _open.Task;
    }
}
