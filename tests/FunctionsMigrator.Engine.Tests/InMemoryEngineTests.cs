using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Engine;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Engine.Tests;

public sealed class InMemoryEngineTests : DurableEngineContract
{
    protected override Task<IEngineHarness> CreateHarnessAsync()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryEventStore(time);
        return Task.FromResult<IEngineHarness>(new EmbeddedEngineHarness(time, () => Task.FromResult<IEventStore>(store), () => { }));
    }
}
