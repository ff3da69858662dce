using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Plans one target. Whatever keeps it from being applied stands in its plan, so that the others are planned and shown all the same.</summary>
internal sealed class PlanTargetStep(RunStore runs, RunMetadata metadata, OpenPlanner planner, PlanShelf shelf)
{
    public async Task<StepReply<PlannedTarget>> RunAsync(StepContext context, TargetStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var repository = await metadata.OfAsync(run, cancellation);
        var binding = (await metadata.BindingsAsync(run, cancellation)).First(candidate => candidate.Address == input.Address);
        var plan = run.Heals is { } heal && !heal.Covers(input.Address)
            ? TargetPlanner.Nothing(input.Address, run.Bundle!.Value)
            : await planner.PlanAsync(repository, run.Bundle!.Value, binding, run.Environment, cancellation, run.Heals);
        var blob = await shelf.PutAsync(run.Id, input.Round, plan, cancellation);
        return StepReply.Of(new PlannedTarget(blob, plan.Blocked is null && plan.Counts.Writes > 0));
    }
}
