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
internal sealed class StateSteps(IBlobStore blobs, RunStore runs, RunAudit audit, NoticeOutbox notices, TimeProvider time)
{
    public async Task<StepReply<Done>> EnterAsync(StepContext context, EnterStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        if (input.Event is not null)
        {
            await audit.EventAsync(run, context.Key, input, await WaveAsync(input, cancellation), cancellation);
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

        return StepReply.Of(new Done());
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
