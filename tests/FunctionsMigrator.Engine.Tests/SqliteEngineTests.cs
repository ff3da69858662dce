using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Engine;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Engine.Tests;

public sealed class SqliteEngineTests : EmbeddedEngineContract
{
    protected override Task<IRestartableEngineHarness> CreateRestartableHarnessAsync()
    {
        var time = new FakeTimeProvider();
        var folder = Directory.CreateTempSubdirectory("fm-engine-");
        return Task.FromResult<IRestartableEngineHarness>(new EmbeddedEngineHarness(
            time, async () => await SqliteEventStore.OpenAsync(Path.Combine(folder.FullName, "engine.db"), time), () => folder.Delete(recursive: true)));
    }
}
