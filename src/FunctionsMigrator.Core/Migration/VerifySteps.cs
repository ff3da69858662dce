using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Reads back what was written or taken back; only then does the target's ledger move.</summary>
internal sealed class VerifySteps(TargetAccessor targets, Ledgers ledgers, TargetStates states, EnvironmentLock locks)
{
    /// <summary>After an apply: every changed item holds its post-checksum.</summary>
    public Task<StepReply<VerifiedTarget>> AppliedAsync(StepContext context, TargetPlanStep input, CancellationToken cancellation) =>
        targets.WorkAsync(input.Run, input.Address, input.Plan, TargetAccess.Plan, async (run, work) =>
        {
            if (await HeldLock.LostAsync<VerifiedTarget>(locks, run, cancellation) is { } lost)
            {
                return lost;
            }

            var wrong = await TargetVerifier.MismatchesAsync(work, targets.Lines(work.Plan, cancellation), Direction.Apply, cancellation);
            if (wrong.Count == 0)
            {
                await ledgers.AdvanceAsync(run, work.Plan, work, cancellation);
            }

            await ShowAsync(run, input.Address, wrong.Count == 0 ? TargetProgress.Applied : TargetProgress.Failed, cancellation);
            return StepReply.Of(new VerifiedTarget(wrong));
        }, cancellation);

    /// <summary>
    /// After taking back: within the run, structure and content are what they were before its first write; for another run's changes, every item holds what it held before.
    /// </summary>
    public async Task<StepReply<VerifiedTarget>> RestoredAsync(StepContext context, TargetPlanStep input, CancellationToken cancellation)
    {
        var reply = await targets.WorkAsync(input.Run, input.Address, input.Plan, TargetAccess.Plan, (run, work) => RestoredAsync(run, work, cancellation), cancellation);
        return await targets.UnlessUntouchedAsync(reply, input.Run, input.Plan, new VerifiedTarget([]), cancellation);
    }

    private async Task<StepReply<VerifiedTarget>> RestoredAsync(RunRecord run, TargetWork work, CancellationToken cancellation)
    {
        if (await HeldLock.LostAsync<VerifiedTarget>(locks, run, cancellation) is { } lost)
        {
            return lost;
        }

        var verified = run.Reverts is null ? await CompensatedAsync(work, cancellation) : await RevertedAsync(work, cancellation);
        var good = verified is { Wrong.Count: 0, ContentDiffers: false };
        if (good)
        {
            await (run.Reverts is null ? ledgers.RetreatAsync(run, work, cancellation) : ledgers.RevertAsync(run, work, cancellation));
        }

        await ShowAsync(run, work.Plan.Address, good ? TargetProgress.Restored : TargetProgress.NotRestored, cancellation);
        return StepReply.Of(verified);
    }

    private async Task<VerifiedTarget> CompensatedAsync(TargetWork work, CancellationToken cancellation)
    {
        if ((await work.Journal.ReadBatchesAsync(cancellation)).Count == 0 || await work.Journal.ReadCaptureAsync(cancellation) is not { } captured)
        {
            return new VerifiedTarget([]);
        }

        var now = await work.Target.FingerprintAsync(await Capture.ScopeAsync(work, cancellation), cancellation);
        if (!now.TryGet(out var after))
        {
            // What could not be read is not what differs: the step is asked again.
            throw new TargetException(now.Findings[0]);
        }

        if (after == captured.Before)
        {
            return new VerifiedTarget([]);
        }

        var wrong = await TargetVerifier.MismatchesAsync(work, targets.Lines(work.Plan, cancellation), Direction.Undo, cancellation);
        return new VerifiedTarget(wrong, ContentDiffers: true);
    }

    // The lines of a rollback's plan are the reverted run's changes turned round, so "applied" means that what was there before is there again.
    private async Task<VerifiedTarget> RevertedAsync(TargetWork work, CancellationToken cancellation) =>
        new(await TargetVerifier.MismatchesAsync(work, targets.Lines(work.Plan, cancellation), Direction.Apply, cancellation));

    private Task ShowAsync(RunRecord run, TargetAddress address, TargetProgress progress, CancellationToken cancellation) =>
        states.UpdateAsync(run.Id, address, state => Shown(run, state, progress), cancellation);

    // A target that is left behind while its run goes on stays failed, and its unit's other targets are skipped, not restored: nothing of them was meant to be taken back.
    private static TargetState Shown(RunRecord run, TargetState state, TargetProgress progress) => progress switch
    {
        TargetProgress.Applied or TargetProgress.Restored when state.Progress is TargetProgress.Unchanged && state.Changes == 0 => state,
        TargetProgress.Restored when run.Reverts is null && run.State is not RunState.RollingBack =>
            state with { Progress = state.Progress is TargetProgress.Failed ? TargetProgress.Failed : TargetProgress.Skipped, Done = 0 },
        _ => state with { Progress = progress },
    };
}
