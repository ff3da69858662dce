using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Adapters.Tests.Stores;

public sealed class LocalBlobStoreTests : BlobStoreContract, IAsyncLifetime
{
    private readonly LocalStores _stores = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    protected override async Task<IBlobStore> CreateAsync() => (await _stores.OpenAsync()).Blobs;
}

public sealed class SqliteRecordStoreTests : RecordStoreContract, IAsyncLifetime
{
    private readonly LocalStores _stores = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    protected override async Task<IRecordStore> CreateAsync() => (await _stores.OpenAsync()).Records;
}
