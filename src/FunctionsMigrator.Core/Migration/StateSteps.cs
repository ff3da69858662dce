using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Writes state and audit. Only the run's own workflow calls it, one call at a time, so the audit has one writer.</summary>
internal sealed class StateSteps(IBlobStore blobs, RunStore runs, RunAudit audit, TimeProvider time)
{
    public async Task<StepReply<Done>> EnterAsync(StepContext context, EnterStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        if (input.Event is not null)
        {
            await audit.EventAsync(run, context.Key, input, await WaveAsync(input, cancellation), cancellation);
        }

        await runs.UpdateAsync(
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
