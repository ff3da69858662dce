using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>An engine as <see cref="DurableEngineContract"/> uses it: storage, and one process at a time over it that has some code.</summary>
public interface IEngineHarness : IAsyncDisposable
{
    /// <summary>Starts and wakes instances in the present process.</summary>
    IWorkflowClient Client { get; }

    /// <summary>What workflow code logged, over all processes.</summary>
    IReadOnlyList<string> WorkflowLog { get; }

    /// <summary>Begins a process with this code; the one before has ended or is ended in good order.</summary>
    Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps);

    /// <summary>Lets the engine work until the instance ended, diverged or only waits for time or a bell. Null: the process was killed meanwhile.</summary>
    Task<InstanceView?> SettleAsync(string instanceId);
}
