using FunctionsMigrator.Functions.Tests.Doubles;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Functions.Tests.Durable;

/// <summary>The engine's contract for the adapter, on a platform that shows code one thing at a time.</summary>
public sealed class DurableEngineOneByOneTests : RestartableEngineContract
{
    protected override Task<IRestartableEngineHarness> CreateRestartableHarnessAsync() => Task.FromResult<IRestartableEngineHarness>(new DurableHarness(together: false));
}
