using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Functions.HostTests;

/// <summary>The engine's contract for the adapter, on the real framework: its worker, its client and its wire format, over a backend in memory.</summary>
public sealed class InProcessEngineTests : DurableEngineContract
{
    protected override Task<IEngineHarness> CreateHarnessAsync() => Task.FromResult<IEngineHarness>(new InProcessHarness());
}
