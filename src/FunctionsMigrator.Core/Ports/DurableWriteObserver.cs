namespace FunctionsMigrator.Core.Ports;

/// <summary>The observer of the product itself.</summary>
public static class DurableWriteObserver
{
    /// <summary>Does nothing.</summary>
    public static IDurableWriteObserver None { get; } = new Nobody();

    private sealed class Nobody : IDurableWriteObserver
    {
        public ValueTask BeforeAsync(string write, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask AfterAsync(string write, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
