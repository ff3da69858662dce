namespace FunctionsMigrator.Engine.Replaying;

/// <summary>
/// Runs workflow code in turns: from one answer to the next question, on one thread, to the end. What arrives outside of a turn came from an awaitable
/// that is not the engine's; it is never run, so the code stands still and the engine sees that it asks for nothing.
/// </summary>
internal sealed class TurnContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private volatile int _turnThread = -1;

    /// <summary>Whether the caller is workflow code inside its turn.</summary>
    public bool IsCurrent => _turnThread == Environment.CurrentManagedThreadId;

    public void Run(Action turn)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _turnThread = Environment.CurrentManagedThreadId;
        try
        {
            turn();
            while (_posted.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            _turnThread = -1;
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _posted.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;
}
