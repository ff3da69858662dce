using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Engine.Stores.Records;
using FunctionsMigrator.Testing.Engine;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Engine.Tests;

/// <summary>The engine over the records of a shared store.</summary>
public sealed class RecordEngineTests : EmbeddedEngineContract
{
    protected override Task<IRestartableEngineHarness> CreateRestartableHarnessAsync()
    {
        var time = new FakeTimeProvider();
        var records = new InMemoryRecordStore();
        return Task.FromResult<IRestartableEngineHarness>(new EmbeddedEngineHarness(time, () => Task.FromResult<IEventStore>(new RecordEventStore(records, time)), () => { }));
    }
}
