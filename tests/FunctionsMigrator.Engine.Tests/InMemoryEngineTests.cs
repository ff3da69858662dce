using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Engine;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Engine.Tests;

public sealed class InMemoryEngineTests : EmbeddedEngineContract
{
    protected override Task<IRestartableEngineHarness> CreateRestartableHarnessAsync()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryEventStore(time);
        return Task.FromResult<IRestartableEngineHarness>(new EmbeddedEngineHarness(time, () => Task.FromResult<IEventStore>(store), () => { }));
    }
}
