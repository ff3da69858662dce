namespace FunctionsMigrator.Engine;

/// <summary>
/// The seam for crash tests: told before and after every durable write of an engine, it may end the process at any of them
/// (<c>Environment.Exit</c> or a kill), or throw, and the runs must end the same. Wrap a store into <see cref="Stores.ObservedEventStore"/> to use it.
/// An exception from here passes through the engine like a crash: nothing is recorded because of it.
/// </summary>
public interface IDurableWriteObserver
{
    /// <summary>The write is about to begin; nothing of it stands.</summary>
    void Before(DurableWrite write);

    /// <summary>The write stands and survives a crash; the engine has not acted on it.</summary>
    void After(DurableWrite write);
}
