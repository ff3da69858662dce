using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>One orchestrator function for each workflow, named as the workflow. They are written out because the platform finds functions when the app is compiled; a test holds that none is missing.</summary>
/// <param name="workflows">Runs them.</param>
public sealed class Orchestrators(DurableWorkflows workflows)
{
    /// <summary>Workflow Run.</summary>
    [Function(nameof(Run))]
    public Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow PlanGroup.</summary>
    [Function(nameof(PlanGroup))]
    public Task<string> PlanGroup([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow CaptureGroup.</summary>
    [Function(nameof(CaptureGroup))]
    public Task<string> CaptureGroup([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow ApplyGroup.</summary>
    [Function(nameof(ApplyGroup))]
    public Task<string> ApplyGroup([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow UndoGroup.</summary>
    [Function(nameof(UndoGroup))]
    public Task<string> UndoGroup([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow Level.</summary>
    [Function(nameof(Level))]
    public Task<string> Level([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow BakeChain.</summary>
    [Function(nameof(BakeChain))]
    public Task<string> BakeChain([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow Bake.</summary>
    [Function(nameof(Bake))]
    public Task<string> Bake([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);

    /// <summary>Workflow Watched.</summary>
    [Function(nameof(Watched))]
    public Task<string> Watched([OrchestrationTrigger] TaskOrchestrationContext context) => workflows.RunAsync(context);
}
