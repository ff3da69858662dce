using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Plans to take back what another run wrote to one target (<see cref="RollbackPlanner"/>).</summary>
internal sealed class PlanRollbackStep(RunStore runs, RollbackPlanner planner, PlanShelf shelf)
{
    public async Task<StepReply<PlannedTarget>> RunAsync(StepContext context, TargetStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var plan = await planner.PlanAsync(run, input.Address, cancellation);
        var blob = await shelf.PutAsync(run.Id, input.Round, plan, cancellation);
        return StepReply.Of(new PlannedTarget(blob, false));
    }
}
