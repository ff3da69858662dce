using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>What people say to a rollout, read from the command records, and what follows: at a gate, in a pause, and where a command interrupted the run.</summary>
internal sealed class RolloutOrders(RunScope run, AssembledPlan plan, RolloutScope rollout)
{
    /// <summary>What was asked while nothing listened: between two calls, or of a target that was not at work.</summary>
    public async Task<RolloutNext> AskedAsync(RunState state) =>
        rollout.IsSteered && await DirectedAsync(state) is var next && next is not RolloutNext.Again ? next : RolloutNext.GoOn;

    /// <summary>Waits at the gate behind the wave, where there is one, until somebody decides.</summary>
    public async Task<RolloutNext> GateAsync()
    {
        if (!rollout.IsSteered || !rollout.Rule!.Gate || rollout.Wave == plan.Groups.Count || rollout.AdvancedAll || rollout.Advanced == rollout.Wave)
        {
            return RolloutNext.GoOn;
        }

        var waits = $"wave {rollout.Wave} of {plan.Groups.Count} is done; the next one begins when somebody advances the run";
        await rollout.EnterAsync(RunState.Paused, waits, RunCodes.Gate.Code, auditEvent: AuditEvents.Paused);
        var since = run.Context.UtcNow;
        while (true)
        {
            var answer = await ReadAsync();
            switch (answer.Kind)
            {
                case CommandKind.Abort:
                    return await AbortedAsync(answer);
                case CommandKind.Advance when answer.Wave == rollout.Wave:
                    await AdvancedAsync(answer, RunState.Paused);
                    return RolloutNext.GoOn;
                case CommandKind.Skip when answer.Target is not null:
                    await SkippedAsync(answer, RunState.Paused, waits, RunCodes.Gate.Code);
                    break;
                case null when answer.Over:
                    return RolloutNext.Over;
                case null:
                    await run.Context.WaitAsync(run.LookAgain(null, since));
                    break;
            }
        }
    }

    /// <summary>Reads the commands that interrupted the run; a pause lasts until somebody decides.</summary>
    public async Task<RolloutNext> DirectedAsync(RunState state)
    {
        while (true)
        {
            var answer = await ReadAsync();
            switch (answer.Kind)
            {
                case null:
                    return answer.Over ? RolloutNext.Over : RolloutNext.GoOn;
                case CommandKind.Abort:
                    return await AbortedAsync(answer);
                case CommandKind.Pause:
                    return await PausedAsync(RunCodes.Paused.Code, $"paused by {answer.Shown}{(answer.Reason is null ? "" : ": " + answer.Reason)}", []);
                case CommandKind.Skip when rollout.IsSteered && answer.Target is not null:
                    await SkippedAsync(answer, state);
                    break;
                case CommandKind.Advance when rollout.IsSteered && state is RunState.Baking && answer.Wave == rollout.Wave:
                    await AdvancedAsync(answer, state);
                    break;
            }
        }
    }

    /// <summary>Waits for a person. With <paramref name="failures"/> it is about these targets: once all of them are left out, it goes on.</summary>
    public async Task<RolloutNext> PausedAsync(string? code, string? reason, IReadOnlyList<TargetFailure> failures)
    {
        var aboutTargets = failures.Count > 0;
        await rollout.EnterAsync(RunState.Paused, reason, code, auditEvent: AuditEvents.Paused);
        var since = run.Context.UtcNow;
        while (true)
        {
            var answer = await ReadAsync();
            switch (answer.Kind)
            {
                case CommandKind.Abort:
                    return await AbortedAsync(answer);
                case CommandKind.Resume when failures.Count == 0:
                    await rollout.EnterAsync(RunState.Paused, auditEvent: AuditEvents.Resumed, by: answer.By);
                    return RolloutNext.GoOn;
                case CommandKind.Retry or CommandKind.Resume:
                    await rollout.EnterAsync(RunState.Paused, auditEvent: AuditEvents.Resumed, by: answer.By);
                    return RolloutNext.Again;
                case CommandKind.Skip when answer.Target is { } target:
                    failures = [.. failures.Where(failure => failure.Address.Unit != target.Unit)];
                    if (rollout.IsSteered)
                    {
                        await SkippedAsync(answer, RunState.Paused, code: code);
                    }
                    else
                    {
                        await rollout.LeaveBehindAsync([target]);
                        await rollout.EnterAsync(RunState.Paused, $"{target} is left out by {answer.Shown}", code, auditEvent: AuditEvents.Skipped, by: answer.By);
                    }

                    // Leaving a target out says nothing about a measurement, or about why a person paused the run.
                    if (aboutTargets && failures.Count == 0)
                    {
                        return RolloutNext.GoOn;
                    }

                    break;
                case null when answer.Over:
                    return RolloutNext.Over;
                case null:
                    await run.Context.WaitAsync(run.LookAgain(null, since));
                    break;
            }
        }
    }

    private async Task<CommandAnswer> ReadAsync()
    {
        var answer = (await run.CallAsync(Steps.ReadCommands, new CommandStep(run.Id, run.Seen))).Require();
        run.Seen = answer.Seen;
        return answer;
    }

    private async Task<RolloutNext> AbortedAsync(CommandAnswer answer)
    {
        rollout.Failures.Add(new TargetFailure(TargetFailure.OfNoTarget, RunCodes.Aborted.Code, $"{answer.Shown} stopped the run{(answer.Reason is null ? "" : ": " + answer.Reason)}"));
        await rollout.EnterAsync(RunState.Applying, answer.Reason, auditEvent: AuditEvents.Aborted, by: answer.By);
        return answer.Keep ? RolloutNext.Keep : RolloutNext.TakeBack;
    }

    private Task AdvancedAsync(CommandAnswer answer, RunState state)
    {
        rollout.Advanced = rollout.Wave;
        rollout.AdvancedAll |= answer.All is true;
        return rollout.EnterAsync(state, $"advanced by {answer.Shown}{Because(answer)}", auditEvent: AuditEvents.Advanced, by: answer.By);
    }

    private async Task SkippedAsync(CommandAnswer answer, RunState state, string? then = null, string? code = null)
    {
        var target = answer.Target!;
        await rollout.LeaveBehindAsync([target], answer.Wave);
        await run.EnterAsync(new EnterStep(
            run.Id, state, $"{target} is left out by {answer.Shown}{Because(answer)}{(then is null ? "" : "; " + then)}", code, null, AuditEvents.Skipped, rollout.Wave, Waves: plan.Waves, By: answer.By, Failures: [.. rollout.Failures.Take(50)], Target: target));
    }

    private static string Because(CommandAnswer answer) => answer.Reason is null ? "" : ": " + answer.Reason;
}
