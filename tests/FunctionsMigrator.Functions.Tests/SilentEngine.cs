using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>An engine without instances, which only remembers whom it rang.</summary>
internal sealed class SilentEngine : IWorkflowClient
{
    public List<string> Rung { get; } = [];

    public Task<bool> StartAsync<TIn, TOut>(WorkflowName<TIn, TOut> workflow, string instanceId, int version, TIn input, CancellationToken cancellation) => Task.FromResult(true);

    public Task<bool> WakeAsync(string instanceId, CancellationToken cancellation)
    {
        Rung.Add(instanceId);
        return Task.FromResult(true);
    }

    public Task<InstanceView?> GetAsync(string instanceId, CancellationToken cancellation) => Task.FromResult<InstanceView?>(null);

    public IAsyncEnumerable<InstanceView> ListOpenAsync(CancellationToken cancellation) => AsyncEnumerable.Empty<InstanceView>();
}
