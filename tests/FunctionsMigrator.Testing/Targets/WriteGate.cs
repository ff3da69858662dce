using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>Pauses the first durable write whose name begins with a text, before it can be seen, until the test lets it go on.</summary>
public sealed class WriteGate(string begins) : IDurableWriteObserver
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the write stands before the gate.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets it go on.</summary>
    public void Open() => _open.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask BeforeAsync(string write, CancellationToken cancellation)
    {
        if (write.StartsWith(begins, StringComparison.Ordinal) && _reached.TrySetResult())
        {
            await _open.Task.WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation) => ValueTask.CompletedTask;
}
