using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The environment's lock, and the one update that leaves the waiting states.</summary>
internal sealed class LockSteps(MigratorServices services, RunStore runs, CommandLog commands, Delegations delegations, DecidingRules rules, EnvironmentLock locks, RunAudit audit, RunSignatures signatures)
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

    /// <summary>
    /// Either this update or the one to Superseded wins; never both. Under the lock nothing decides any more but what is read here: rules that another run has changed since make the plan
    /// void, and a decision that was stored since the run was let go is looked at first. The update fails for a decision that is stored while it is made.
    /// </summary>
    public async Task<StepReply<BeginAnswer>> BeginAsync(StepContext context, RunStep input, CancellationToken cancellation)
    {
        while (true)
        {
            var run = await runs.RequireAsync(input.Run, cancellation);
            var asked = await commands.ReadAsync(input.Run, 0, cancellation);
            if (run.State.IsWaiting())
            {
                if (!await rules.StandAsync(run, cancellation))
                {
                    return StepReply.Of(new BeginAnswer(false, RulesChanged: true));
                }

                if (await signatures.AgainAsync(run, cancellation) is { } refused)
                {
                    return StepReply.Fail<BeginAnswer>(refused.Code, refused.Message);
                }

                if (await IsUndecidedAsync(run, asked, cancellation))
                {
                    return StepReply.Of(new BeginAnswer(false, Undecided: true));
                }
            }

            var read = asked.Count == 0 ? 0 : asked[^1].Number;
            run = await runs.UpdateAsync(
                input.Run,
                record => !record.State.IsWaiting() || record.Decided > read ? null : record with { State = RunState.Applying, Reason = null, ReasonCode = null, Until = null, Seen = Math.Max(record.Seen, read) },
                cancellation);
            if (!run.State.IsWaiting())
            {
                var newer = asked.LastOrDefault(command => command.Kind is CommandKind.Supersede)?.Target;
                return StepReply.Of(new BeginAnswer(run.State is RunState.Applying, run.State is RunState.Applying ? null : newer));
            }
        }
    }

    private async Task<bool> IsUndecidedAsync(RunRecord run, IReadOnlyList<RunCommand> asked, CancellationToken cancellation)
    {
        var deciding = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var assessed = RunAssessment.Of(
            run, deciding.Policy, deciding.People, run.Plan!.Digest, asked, await delegations.ListAsync(cancellation), services.Time.GetUtcNow());
        return assessed.Needed.Count > 0 || assessed.Approvals.Rejected is not null || asked.Any(command => command.Kind is CommandKind.Abort);
    }
}
