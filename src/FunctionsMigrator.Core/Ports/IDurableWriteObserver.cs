namespace FunctionsMigrator.Core.Ports;

/// <summary>
/// Is told of every durable write of a store, target or engine. The product runs with <see cref="DurableWriteObserver.None"/>; a crash test throws, stops the
/// process or waits at each of them. An exception of the observer goes to the writer's caller unchanged: before the write as if it never began,
/// after it as if the process had died with the write done.
/// </summary>
public interface IDurableWriteObserver
{
    /// <summary>Called when nothing of the write can be seen yet. Conditions (create-only, ETag) may still make it write nothing.</summary>
    /// <param name="write">What and where, for people and for counting: <c>record replace runs/production-20261123-093015-1a2b3c4</c>. Holds no value.</param>
    /// <param name="cancellation">Cancels the write.</param>
    ValueTask BeforeAsync(string write, CancellationToken cancellation);

    /// <summary>Called when the write is done and would survive the loss of power. Not called when nothing was written.</summary>
    ValueTask AfterAsync(string write, CancellationToken cancellation);
}
