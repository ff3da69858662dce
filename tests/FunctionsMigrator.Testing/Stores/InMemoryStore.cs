using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>A whole store in memory, with fixed keys.</summary>
public sealed class InMemoryStore : IStore
{
    private readonly InMemoryBlobStore _blobs;
    private readonly InMemoryRecordStore _records;

    /// <summary>An empty store.</summary>
    public InMemoryStore(string id = "in-memory-store", IDurableWriteObserver? observer = null)
        : this(id, new InMemoryBlobStore(observer), new InMemoryRecordStore(observer))
    {
    }

    private InMemoryStore(string id, InMemoryBlobStore blobs, InMemoryRecordStore records) => (Id, _blobs, _records) = (id, blobs, records);

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public IBlobStore Blobs => _blobs;

    /// <inheritdoc/>
    public IRecordStore Records => _records;

    /// <inheritdoc/>
    public ISpillSpace Spill { get; } = new InMemorySpillSpace();

    /// <inheritdoc/>
    public StoreKeys Keys { get; } = new(Enumerable.Repeat((byte)1, 32).ToArray(), Enumerable.Repeat((byte)2, 32).ToArray());

    /// <summary>A store of its own with the same content.</summary>
    public InMemoryStore Copy(IDurableWriteObserver observer) => new(Id, _blobs.Copy(observer), _records.Copy(observer));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
