using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>The engine of a host whose store's runs another host drives: it starts and rings nothing, since the other one's sweep finds reservations and commands by itself.</summary>
public sealed class LeftToDriver : IWorkflowClient
{
    /// <inheritdoc/>
    public Task<bool> StartAsync<TIn, TOut>(WorkflowName<TIn, TOut> workflow, string instanceId, int version, TIn input, CancellationToken cancellation) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<bool> WakeAsync(string instanceId, CancellationToken cancellation) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<InstanceView?> GetAsync(string instanceId, CancellationToken cancellation) => Task.FromResult<InstanceView?>(null);

    /// <inheritdoc/>
    public IAsyncEnumerable<InstanceView> ListOpenAsync(CancellationToken cancellation) => AsyncEnumerable.Empty<InstanceView>();
}
