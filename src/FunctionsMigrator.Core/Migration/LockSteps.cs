using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The environment's lock, and the one update that leaves the waiting states.</summary>
internal sealed class LockSteps(RunStore runs, CommandLog commands, EnvironmentLock locks, RunAudit audit)
{
    public async Task<StepReply<LockAnswer>> TakeAsync(StepContext context, RunStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var taken = await locks.TakeAsync(run.Environment, run.Id, cancellation);
        if (!taken.Succeeded)
        {
            return StepReply.Of(new LockAnswer(false, await locks.OwnerAsync(run.Environment, cancellation)));
        }

        await audit.LockTakenAsync(run, context.Key, cancellation);
        return StepReply.Of(new LockAnswer(true));
    }

    /// <summary>Either this update or the one to Superseded wins; never both.</summary>
    public async Task<StepReply<BeginAnswer>> BeginAsync(StepContext context, RunStep input, CancellationToken cancellation)
    {
        var asked = await commands.ReadAsync(input.Run, 0, cancellation);
        var newer = asked.LastOrDefault(command => command.Kind is CommandKind.Supersede)?.Target;
        var run = await runs.UpdateAsync(
            input.Run,
            record => !record.State.IsWaiting() ? null : record with { State = RunState.Applying, Reason = null, ReasonCode = null, Until = null },
            cancellation);
        return StepReply.Of(new BeginAnswer(run.State is RunState.Applying, run.State is RunState.Applying ? null : newer));
    }
}
