using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>
/// One run, top to bottom: fetch and check, plan and rehearse, wait for people and times, write wave by wave, and take everything back when it must.
/// </summary>
public static class RunWorkflow
{
    private const int MostRounds = 20;

    /// <summary>Runs.</summary>
    public static async Task<Finished> RunAsync(IWorkflowContext context, RunInput input)
    {
        var run = new RunScope(context, input.Run);
        await run.EnterAsync(RunState.Validating, auditEvent: AuditEvents.Received);
        var fetched = await run.CallAsync(Steps.FetchBundle, new RunStep(input.Run));
        if (!fetched.Succeeded)
        {
            return await run.FinishAsync(RunState.Failed, fetched.Failure);
        }

        if (fetched.Value!.Invalid is { } invalid)
        {
            return await run.FinishAsync(RunState.Invalid, invalid);
        }

        for (var round = 1; round <= MostRounds; round++)
        {
            var (plan, ended) = await PlanAsync(run, fetched.Value.Groups, round, input.TakesBack);
            if (ended is not null)
            {
                return ended;
            }

            (var begun, ended) = await BeginAsync(run, plan!, round);
            if (ended is not null)
            {
                return ended;
            }

            if (begun)
            {
                return await new RolloutWorkflow(run, plan!, input.TakesBack).RunAsync();
            }
        }

        return await run.FinishAsync(RunState.Failed, RunCodes.KeepsMoving.Code, $"The targets moved before the first write {MostRounds} times.");
    }

    private static async Task<(AssembledPlan? Plan, Finished? Ended)> PlanAsync(RunScope run, int groups, int round, bool takesBack)
    {
        await run.EnterAsync(RunState.Rehearsing, reason: round > 1 ? "the targets moved; the plan is made again" : null, auditEvent: round == 1 ? AuditEvents.Validated : AuditEvents.PlanVoid);
        var planned = await LevelWorkflow.CallAsync(
            run.Context, GroupWork.Plan, [.. Enumerable.Range(0, groups)], $"plan{round}", new GroupInput(run.Id, 0, round, TakesBack: takesBack));
        if (planned.Failures is [var failed, ..])
        {
            return (null, await run.FinishAsync(RunState.Failed, failed.Code, failed.Address == TargetFailure.OfNoTarget ? failed.Message : $"{failed.Address}: {failed.Message}"));
        }

        await run.EnterAsync(RunState.Planning, auditEvent: AuditEvents.Rehearsed);
        var assembled = await run.CallAsync(Steps.AssemblePlan, new RoundStep(run.Id, round));
        if (!assembled.Succeeded)
        {
            return (null, await run.FinishAsync(RunState.Failed, assembled.Failure));
        }

        var plan = assembled.Value!;
        return plan.Outcome switch
        {
            PlanOutcome.Changes => (plan, null),
            PlanOutcome.Nothing => (null, await run.FinishAsync(RunState.NoChanges, plan.Reason)),
            PlanOutcome.Conflict => (null, await run.FinishAsync(RunState.Conflict, plan.Reason)),
            PlanOutcome.Invalid => (null, await run.FinishAsync(RunState.Invalid, plan.Reason)),
            PlanOutcome.Denied => (null, await run.FinishAsync(RunState.Denied, plan.Reason)),
            _ => (null, await run.FinishAsync(RunState.Failed, plan.Reason)),
        };
    }

    // Waits until the policy lets the run begin. What is decided, and by whom, is read from the command records: the bell only says that there is something to read.
    private static async Task<Finished?> WaitAsync(RunScope run, AssembledPlan plan, DateTimeOffset requested)
    {
        var told = (Review?)null;
        var since = run.Context.UtcNow;
        while (true)
        {
            var reply = await run.CallAsync(Steps.ReviewRun, new ReviewStep(run.Id, plan.Digest, requested));
            if (!reply.Succeeded)
            {
                return await run.FinishAsync(RunState.Failed, reply.Failure);
            }

            var review = reply.Value!;
            run.Seen = review.Seen;
            switch (review.Verdict)
            {
                case Verdict.Go:
                    return null;
                case Verdict.End:
                    return await run.FinishAsync(new FinishStep(run.Id, review.State, review.Reason, review.Code, SupersededBy: review.SupersededBy));
            }

            if (told is null || told.State != review.State || told.Reason != review.Reason || told.Until != review.Until)
            {
                var first = review.Verdict is Verdict.AwaitApproval && told?.Verdict is not Verdict.AwaitApproval;
                await run.EnterAsync(review.State, review.Reason, review.Code, review.Until, first ? AuditEvents.ApprovalRequested : null);
                told = review;
            }

            await run.Context.WaitAsync(run.LookAgain(review.NextLook is { } next && !(next > review.Until) ? next : review.Until, since));
        }
    }

    // Under the lock the targets are looked at once more. What moved makes the plan void: nothing was written, and the plan is made again.
    private static async Task<(bool Begun, Finished? Ended)> BeginAsync(RunScope run, AssembledPlan plan, int round)
    {
        var requested = run.Context.UtcNow;
        if (await LockAsync(run, plan, requested) is { } ended)
        {
            return (false, ended);
        }

        var captured = await run.CallGroupsAsync(GroupWork.Capture, plan, wave: 0, $"capture{round}", group => group);
        if (captured.Failures.Count > 0)
        {
            return captured.Failures.All(failure => failure.Code == TargetCodes.Moved.Code)
                ? (false, null)
                : (false, await run.FinishAsync(RunState.Failed, captured.Failures[0].Code, captured.Failures[0].Message));
        }

        // What was decided while the targets were captured counts: an approval may be withdrawn until the first write.
        var begin = await run.CallAsync(Steps.BeginApplying, new RunStep(run.Id));
        while (begin.Value?.Undecided is true)
        {
            if (await LockAsync(run, plan, requested) is { } over)
            {
                return (false, over);
            }

            begin = await run.CallAsync(Steps.BeginApplying, new RunStep(run.Id));
        }

        return begin switch
        {
            { Value.RulesChanged: true } => (false, null),
            { Succeeded: false } => (false, await run.FinishAsync(RunState.Failed, begin.Failure)),
            { Value: { Begun: false, SupersededBy: var newer } } =>
                (false, await run.FinishAsync(new FinishStep(run.Id, RunState.Superseded, $"replaced by {newer}", RunCodes.Superseded.Code, SupersededBy: newer))),
            _ => (true, null),
        };
    }

    // Waits until the run may begin, and takes the lock; answers how the run ended where it may not.
    private static async Task<Finished?> LockAsync(RunScope run, AssembledPlan plan, DateTimeOffset requested)
    {
        while (true)
        {
            if (await WaitAsync(run, plan, requested) is { } ended)
            {
                return ended;
            }

            var answer = await run.CallAsync(Steps.TakeLock, new RunStep(run.Id));
            if (!answer.Succeeded)
            {
                return await run.FinishAsync(RunState.Failed, answer.Failure);
            }

            if (answer.Value!.Taken)
            {
                return null;
            }
        }
    }
}
