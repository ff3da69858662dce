using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Writes state and audit. Only the run's own workflow calls it, one call at a time, so the audit has one writer.</summary>
internal sealed class StateSteps(IBlobStore blobs, RunStore runs, TargetStates states, RunAudit audit, NoticeOutbox notices, TimeProvider time)
{
    public async Task<StepReply<Done>> EnterAsync(StepContext context, EnterStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        if (input.Event is not null)
        {
            await audit.EventAsync(run, context.Key, input, await WaveAsync(input, cancellation), cancellation);
        }

        if (input.Event is AuditEvents.WaveApplied or AuditEvents.Paused or AuditEvents.RollingBack)
        {
            await FailedAsync(input, cancellation);
        }

        if (input.Target is { } leftOut)
        {
            await LeftOutAsync(input.Run, leftOut, cancellation);
        }

        var entered = await runs.UpdateAsync(
            input.Run,
            record => record.State.IsFinal()
                ? null
                : record with
                {
                    State = input.State,
                    Reason = input.Reason,
                    ReasonCode = input.Code,
                    Until = input.Until,
                    Wave = input.Wave ?? record.Wave,
                    Phase = RunPhase.After(record.Phase, input.Event, input.Wave ?? record.Wave, time.GetUtcNow()),
                    Listening = input.Listening,
                },
            cancellation);
        if (entered.State is RunState.Paused && input.Until is null && input.Event is null or AuditEvents.Paused)
        {
            // A pause for a person is told once, however often its reason is written down again; one that time ends is not.
            var since = (entered.Since ?? entered.UpdatedAt).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await notices.AddAsync(new Notice(run.Id, $"paused-{since}", NoticeKind.Paused, time.GetUtcNow(), run.Plan?.Digest, input.By, input.Reason), cancellation);
        }

        if (Beginning(input, entered) is { } begun)
        {
            await notices.AddAsync(begun, cancellation);
        }

        return StepReply.Of(new Done());
    }

    // The first wave of a run is where it begins to write; a run that takes another one back has a first wave too.
    private Notice? Beginning(EnterStep input, RunRecord run) => input switch
    {
        { Event: AuditEvents.WaveStarted, Wave: 1 } when run.Reverts is { } reverted => new Notice(
            run.Id, "begun", NoticeKind.RollingBack, time.GetUtcNow(), run.Plan?.Digest, run.StartedBy, run.RevertTargets.Count == 0 ? $"takes back {reverted}" : $"takes back {reverted} on {string.Join(", ", run.RevertTargets)}"),
        { Event: AuditEvents.WaveStarted, Wave: 1 } => new Notice(
            run.Id, "begun", NoticeKind.Begun, time.GetUtcNow(), run.Plan?.Digest, run.StartedBy, run.ApprovedBy.Count == 0 ? null : $"approved by {string.Join(", ", run.ApprovedBy)}"),
        { Event: AuditEvents.RollingBack } => new Notice(run.Id, "rolling-back", NoticeKind.RollingBack, time.GetUtcNow(), run.Plan?.Digest, input.By, input.Reason),
        _ => null,
    };

    // A target that failed before its first write says nothing itself, and is skipped with the rest of its unit when that is taken back.
    private async Task FailedAsync(EnterStep input, CancellationToken cancellation)
    {
        foreach (var failure in (input.Failures ?? []).Where(failure => failure.Address != TargetFailure.OfNoTarget))
        {
            if ((await states.GetAsync(input.Run, failure.Address, cancellation))?.Progress is TargetProgress.Planned or TargetProgress.Applying or TargetProgress.Skipped)
            {
                await states.UpdateAsync(input.Run, failure.Address, state => state with { Progress = TargetProgress.Failed, Message = failure.Message }, cancellation);
            }
        }
    }

    // What was written of the unit has been taken back by now, and says so itself.
    private async Task LeftOutAsync(string run, TargetAddress target, CancellationToken cancellation)
    {
        foreach (var state in (await states.ListAsync(run, cancellation)).Where(state => state.Address.Unit == target.Unit && state.Progress is TargetProgress.Planned or TargetProgress.Applying or TargetProgress.Failed))
        {
            await states.UpdateAsync(run, state.Address, current => current with { Progress = TargetProgress.Skipped }, cancellation);
        }
    }

    private async Task<Wave?> WaveAsync(EnterStep input, CancellationToken cancellation)
    {
        if (input.Waves is null)
        {
            return null;
        }

        var waves = await blobs.ReadJsonAsync<IReadOnlyList<Wave>>(BlobArea.Plans, input.Waves, cancellation) ?? [];
        return waves.FirstOrDefault(wave => wave.Number == input.Wave);
    }
}
