using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>All workflows, as every host registers them.</summary>
public static class WorkflowCatalogue
{
    /// <summary>One handler per name of <see cref="Workflows"/>.</summary>
    public static IReadOnlyList<WorkflowHandler> All { get; } =
    [
        WorkflowHandler.For(Workflows.Run, RunWorkflow.RunAsync),
        WorkflowHandler.For(Workflows.PlanGroup, GroupWorkflows.PlanAsync),
        WorkflowHandler.For(Workflows.CaptureGroup, GroupWorkflows.CaptureAsync),
        WorkflowHandler.For(Workflows.ApplyGroup, GroupWorkflows.ApplyAsync),
        WorkflowHandler.For(Workflows.UndoGroup, GroupWorkflows.UndoAsync),
        WorkflowHandler.For(Workflows.Level, LevelWorkflow.RunAsync),
        WorkflowHandler.For(Workflows.BakeChain, BakeWorkflow.RunChainAsync),
        WorkflowHandler.For(Workflows.Bake, BakeWorkflow.RunAsync),
        WorkflowHandler.For(Workflows.Watched, WatchWorkflow.RunAsync),
    ];
}
