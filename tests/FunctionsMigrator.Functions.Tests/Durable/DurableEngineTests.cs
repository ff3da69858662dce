using FunctionsMigrator.Functions.Tests.Doubles;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Functions.Tests.Durable;

/// <summary>The engine's contract for the adapter, on a platform that shows code everything at once that has arrived.</summary>
public sealed class DurableEngineTests : RestartableEngineContract
{
    protected override Task<IRestartableEngineHarness> CreateRestartableHarnessAsync() => Task.FromResult<IRestartableEngineHarness>(new DurableHarness());
}
