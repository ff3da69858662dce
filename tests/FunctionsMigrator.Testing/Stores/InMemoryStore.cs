using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>A whole store in memory, with fixed keys.</summary>
public sealed class InMemoryStore(string id = "in-memory-store", IDurableWriteObserver? observer = null) : IStore
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public IBlobStore Blobs { get; } = new InMemoryBlobStore(observer);

    /// <inheritdoc/>
    public IRecordStore Records { get; } = new InMemoryRecordStore(observer);

    /// <inheritdoc/>
    public ISpillSpace Spill { get; } = new InMemorySpillSpace();

    /// <inheritdoc/>
    public StoreKeys Keys { get; } = new(Enumerable.Repeat((byte)1, 32).ToArray(), Enumerable.Repeat((byte)2, 32).ToArray());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
