using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>
/// An engine as <see cref="DurableEngineContract"/> uses it: durable storage that stays, and one process at a time over it that has some code.
/// Time is a fake one.
/// </summary>
public interface IEngineHarness : IAsyncDisposable
{
    /// <summary>Starts and wakes instances in the present process.</summary>
    IWorkflowClient Client { get; }

    /// <summary>The time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>What workflow code logged, over all processes.</summary>
    IReadOnlyList<string> WorkflowLog { get; }

    /// <summary>Begins a process with this code; the one before has ended or is ended in good order.</summary>
    Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps);

    /// <summary>Ends the process as a kill does: nothing that happens in it from now on is recorded. Time may pass until another can take over.</summary>
    Task KillAsync();

    /// <summary>Lets the engine work until the instance ended, diverged or only waits for time or a bell. Null: the process was killed meanwhile.</summary>
    Task<InstanceView?> SettleAsync(string instanceId);

    /// <summary>Time passes.</summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>How many facts the instance's history has.</summary>
    Task<int> CountFactsAsync(string instanceId);
}
