using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Stores;

public sealed class InMemoryBlobStoreTests : BlobStoreContract
{
    protected override Task<IBlobStore> CreateAsync() => Task.FromResult<IBlobStore>(new InMemoryBlobStore());
}

public sealed class InMemoryRecordStoreTests : RecordStoreContract
{
    protected override Task<IRecordStore> CreateAsync() => Task.FromResult<IRecordStore>(new InMemoryRecordStore());
}
