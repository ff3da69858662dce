using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The steps that touch targets: capture, apply, take back.</summary>
internal sealed class WriteSteps(
    MigratorServices services, RunStore runs, TargetAccessor targets, EnvironmentRecords environments, CommandLog commands, TargetStates states, EnvironmentLock locks, BackgroundTallies background)
{
    /// <summary>Checks that the target still is what its plan was made from, and keeps the before-images. A target that is being written already is left alone.</summary>
    public Task<StepReply<CapturedTarget>> CaptureAsync(StepContext context, TargetPlanStep input, CancellationToken cancellation) =>
        targets.WorkAsync(input.Run, input.Address, input.Plan, TargetAccess.Plan, async (run, work) =>
        {
            if ((await work.Journal.ReadBatchesAsync(cancellation)).Count > 0)
            {
                return StepReply.Of(new CapturedTarget([]));
            }

            var ledger = await environments.LedgerAsync(input.Address, cancellation);
            if (ledger?.Blob != work.Plan.BaseLedger)
            {
                return StepReply.Of(new CapturedTarget([new ItemRef("ledger", input.Address.ToString())]));
            }

            if (run.Reverts is null && work.Plan.Counts.Run > 0 && await MovedAsync(work, ledger?.Structure, cancellation) is { Count: > 0 } moved)
            {
                return StepReply.Of(new CapturedTarget(moved));
            }

            var taken = await Capture.TakeAsync(work, targets.Lines(work.Plan, cancellation), cancellation);
            if (!taken.TryGet(out var captured))
            {
                return TargetAccessor.Failed<CapturedTarget>(taken.Findings);
            }

            if (captured.Before is not null)
            {
                await work.Journal.SaveCaptureAsync(captured, cancellation);
            }

            return StepReply.Of(new CapturedTarget(captured.Moved));
        }, cancellation);

    /// <summary>Writes lines of the plan.</summary>
    public Task<StepReply<WriteReply>> ApplyAsync(StepContext context, WriteStep input, CancellationToken cancellation) =>
        targets.WorkAsync(input.Run, input.Address, input.Plan, TargetAccess.Apply, async (run, work) =>
        {
            if (await HeldLock.LostAsync<WriteReply>(locks, run, cancellation) is { } lost)
            {
                return lost;
            }

            await states.UpdateAsync(run.Id, input.Address, state => state with { Progress = TargetProgress.Applying, Message = null }, cancellation);
            var applied = await new TargetApplier(services.Desired).ApplyAsync(work, targets.Lines(work.Plan, cancellation), input.First, input.Last, Signals() with { Interrupted = token => IsAskedAsync(run, input, token) }, cancellation);
            return await AnswerAsync(run, work, applied, cancellation);
        }, cancellation);

    /// <summary>Takes back lines of the plan. Nothing interrupts it: a run that takes back goes through.</summary>
    public async Task<StepReply<WriteReply>> UndoAsync(StepContext context, WriteStep input, CancellationToken cancellation)
    {
        var reply = await targets.WorkAsync(input.Run, input.Address, input.Plan, TargetAccess.Apply, (run, work) => UndoAsync(run, work, input, cancellation), cancellation);
        return await targets.UnlessUntouchedAsync(reply, input.Run, input.Plan, new WriteReply(WriteEnd.Done, input.First, 0, []), cancellation);
    }

    /// <summary>How many batches of the target have receipts: how far writing, or taking back, has come.</summary>
    public async Task<int> ComeAsync(WriteStep input, Direction direction, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var reverted = direction is Direction.Undo && run.Reverts is not null ? await runs.RequireAsync(run.Reverts, cancellation) : null;
        var journal = reverted is null
            ? targets.Journal(run, await targets.PlanAsync(input.Plan, cancellation))
            : targets.Journal(reverted, await targets.RevertedPlanAsync(reverted, input.Address, cancellation));
        return await journal.CountReceiptsAsync(direction, cancellation);
    }

    /// <summary>What a run that takes another one back works on: the other run's plan and journal.</summary>
    public async Task<TargetWork> RevertedAsync(RunRecord run, TargetWork work, CancellationToken cancellation)
    {
        var reverted = await runs.RequireAsync(run.Reverts!, cancellation);
        var plan = await targets.RevertedPlanAsync(reverted, work.Plan.Address, cancellation);
        return work with { Plan = plan, Journal = targets.Journal(reverted, plan) };
    }

    private async Task<StepReply<WriteReply>> UndoAsync(RunRecord run, TargetWork work, WriteStep input, CancellationToken cancellation)
    {
        if (await HeldLock.LostAsync<WriteReply>(locks, run, cancellation) is { } lost)
        {
            return lost;
        }

        var (undo, first, last) = run.Reverts is null
            ? (work, input.First, input.Last)
            : (await RevertedAsync(run, work, cancellation), 0, int.MaxValue - 1);
        var undone = await new TargetUndoer(services.Desired).UndoAsync(undo, first, last, Signals() with { Interrupted = token => IsLostAsync(run, token) }, cancellation);
        return await AnswerAsync(run, work, undone, cancellation);
    }

    // Behind scripts the structure is taken for what should be, so what moved since the plan was made must not be among it.
    private async Task<IReadOnlyList<ItemRef>> MovedAsync(TargetWork work, StructurePointer? structure, CancellationToken cancellation)
    {
        const int Named = 20;
        var (now, address) = (services.Time.GetUtcNow(), work.Plan.Address);
        var differences = (await new StructureBase(services.Store.Blobs).CompareAsync(work.Target, work.Slices, structure, now, cancellation))?.Differences ?? [];
        var ignores = new DriftIgnores(work.Repository.Environments[address.Environment].Drift.Ignore, now);
        var resource = work.Slices.FirstOrDefault(slice => slice.Kind is ResourceKind.SqlMigrations)?.Resource ?? "";
        return [.. differences.Select(difference => StructureEntry.ItemOf(difference.Name)).Where(item => ignores.Find(address, resource, item) is null).Take(Named)];
    }

    private StopSignals Signals()
    {
        var started = services.Time.GetTimestamp();
        return StopSignals.None with { TimeIsUp = () => services.Time.GetElapsedTime(started) >= services.StepTime };
    }

    private async Task<bool> IsLostAsync(RunRecord run, CancellationToken cancellation) => await locks.OwnerAsync(run.Environment, cancellation) != run.Id;

    private async Task<bool> IsAskedAsync(RunRecord run, WriteStep input, CancellationToken cancellation) =>
        (await commands.ReadAsync(input.Run, input.Seen, cancellation)).Any(command => command.Kind is CommandKind.Abort or CommandKind.Pause || Leaves(command, input.Address))
        || await IsLostAsync(run, cancellation)
        || (input.Watch is { } mark && await background.IsDecidedAsync(run.Id, mark, cancellation))
        || await IsGivenUpAsync(input, cancellation);

    private static bool Leaves(RunCommand command, TargetAddress address) =>
        command is { Kind: CommandKind.Skip, Target: { } target } && TargetAddress.Parse(target).Unit == address.Unit;

    // Asked after the claim was raised and before every batch. An execution that slept while another one gave the target up, or took it back, holds the highest claim when it wakes
    // up, and still must not write: whoever gave up did so before it looks here, and whoever gives up later raises the claim.
    private async Task<bool> IsGivenUpAsync(WriteStep input, CancellationToken cancellation) =>
        (await states.GetAsync(input.Run, input.Address, cancellation))?.Progress is not TargetProgress.Applying
        || (await runs.RequireAsync(input.Run, cancellation)).State is RunState.RollingBack;

    private async Task<StepReply<WriteReply>> AnswerAsync(RunRecord run, TargetWork work, Findings.Outcome<WriteProgress> outcome, CancellationToken cancellation)
    {
        if (outcome.TryGet(out var progress))
        {
            await states.UpdateAsync(run.Id, work.Plan.Address, state => state with { Done = Math.Min(state.Changes, state.Done + progress.Written) }, cancellation);
            return progress.End is WriteEnd.Interrupted && await HeldLock.LostAsync<WriteReply>(locks, run, cancellation) is { } lost
                ? lost
                : StepReply.Of(new WriteReply(progress.End, progress.Cursor, progress.Written, progress.NotRestored));
        }

        var failed = TargetAccessor.Failed<WriteReply>(outcome.Findings);
        if (failed.Failure!.Code == TargetCodes.ClaimLost.Code)
        {
            // How the target stands is told by the execution that holds it.
            return failed;
        }

        await states.UpdateAsync(run.Id, work.Plan.Address, state => state with { Progress = TargetProgress.Failed, Message = failed.Failure.Message }, cancellation);
        return failed;
    }
}
