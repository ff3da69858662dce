using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>From the first write to the end: waves, bakes, pauses, and the way back.</summary>
internal sealed class RolloutWorkflow(RunScope run, AssembledPlan plan, bool takesBack)
{
    private readonly List<TargetFailure> _failures = [.. plan.LeftOut ?? []];
    private readonly List<TargetAddress> _skipped = [];
    private readonly HashSet<string> _behind = [.. (plan.LeftOut ?? []).Select(failure => failure.Address.Unit)];
    private int _wave;
    private int _call;
    private int _undone;

    private enum Next
    {
        GoOn,
        Again,
        TakeBack,
        Keep,

        // The lock was broken: whoever did that decides what follows.
        Over,
    }

    public async Task<Finished> RunAsync()
    {
        for (_wave = 1; _wave <= plan.Groups.Count; _wave++)
        {
            var next = await WaveAsync();
            if (next is Next.GoOn)
            {
                next = await BakeAsync();
            }

            if (next is Next.TakeBack)
            {
                return await TakeBackAsync();
            }

            if (next is Next.Over)
            {
                return await FinishAsync(RunState.Failed, RunCodes.LockLost.Code, "its lock was broken");
            }

            if (next is Next.Keep)
            {
                return await FinishAsync(RunState.Partial, RunCodes.Aborted.Code, "stopped by a person, who kept what was changed");
            }
        }

        _wave = plan.Groups.Count;
        return _behind.Count == 0
            ? await FinishAsync(RunState.Completed)
            : await FinishAsync(RunState.Partial, _failures.FirstOrDefault()?.Code, Behind());
    }

    private async Task<Next> WaveAsync()
    {
        if (_wave > 1 && await WindowAsync() is var window && window is not Next.GoOn)
        {
            return window;
        }

        await EnterAsync(RunState.Applying, auditEvent: AuditEvents.WaveStarted);
        while (true)
        {
            var result = await run.CallGroupsAsync(
                takesBack ? GroupWork.Undo : GroupWork.Apply,
                plan,
                _wave,
                $"w{_wave}.{_call++}",
                group => group with { Check = _wave > 1, Skip = _skipped, TakesBack = takesBack });
            var next = result.Interrupted ? await DirectedAsync() : Next.GoOn;
            if (next is Next.TakeBack or Next.Keep or Next.Over)
            {
                return next;
            }

            if (result.Interrupted)
            {
                await EnterAsync(RunState.Applying);
                continue;
            }

            if (result.Failures.Count == 0)
            {
                break;
            }

            next = await FailedAsync(result.Failures);
            if (next is Next.GoOn)
            {
                break;
            }

            if (next is not Next.Again)
            {
                return next;
            }

            await EnterAsync(RunState.Applying);
        }

        _call = 0;
        await EnterAsync(RunState.Applying, auditEvent: AuditEvents.WaveApplied);
        return Next.GoOn;
    }

    private string Behind()
    {
        const int named = 5;
        var units = _behind.Order(StringComparer.Ordinal).ToList();
        return $"{units.Count} of the units keep what they had: {string.Join(", ", units.Take(named))}{(units.Count > named ? $" and {units.Count - named} more" : "")}";
    }

    // Failures within the budget are remembered and left behind; above it the rollout's rule decides.
    private async Task<Next> FailedAsync(IReadOnlyList<TargetFailure> failures)
    {
        if (failures.Any(failure => failure.Code == RunCodes.LockLost.Code))
        {
            return Next.Over;
        }

        var units = _behind.Union(failures.Select(failure => failure.Address.Unit)).Count();
        if (units <= plan.MaxFailures && failures.All(failure => failure.Address != TargetFailure.OfNoTarget))
        {
            _failures.AddRange(failures);
            await LeaveBehindAsync([.. failures.Select(failure => failure.Address)]);
            return Next.GoOn;
        }

        var first = failures[0];
        var moved = failures.All(failure => failure.Code == TargetCodes.Moved.Code);
        if (!plan.Hold && !moved)
        {
            _failures.AddRange(failures);
            return Next.TakeBack;
        }

        return await PausedAsync(first.Code, $"{first.Address}: {first.Message}", failures);
    }

    // A unit that is left behind keeps nothing of this run: half of the new beside half of the old would be neither.
    private async Task LeaveBehindAsync(IReadOnlyList<TargetAddress> addresses)
    {
        _skipped.AddRange(addresses.Where(address => !_skipped.Contains(address)));
        var units = addresses.Select(address => address.Unit).Distinct().Where(_behind.Add).ToList();
        if (takesBack || units.Count == 0)
        {
            return;
        }

        var left = await run.CallGroupsAsync(GroupWork.Undo, plan, _wave, $"w{_wave}.behind{_undone++}", group => group with { Units = units });
        _failures.AddRange(left.Failures);
    }

    private async Task<Next> BakeAsync()
    {
        var bake = TimeSpan.FromMilliseconds(plan.Bakes[_wave - 1]);
        if (takesBack || (bake == TimeSpan.Zero && !plan.Analyses[_wave - 1]))
        {
            return Next.GoOn;
        }

        var started = run.Context.UtcNow;
        var until = started + bake;
        IReadOnlyList<Tally> tallies = [];
        while (true)
        {
            var suffix = $"w{_wave}.bake{_call++}";
            await run.EnterAsync(new EnterStep(run.Id, RunState.Baking, Until: until, Event: tallies.Count == 0 ? AuditEvents.BakeStarted : null, Wave: _wave, Waves: plan.Waves));
            var child = new ChildRun<BakeInput>(suffix, new BakeInput(run.Id, _wave, plan.Waves!, started, until, run.Seen, tallies));
            var reply = (await run.Context.CallWorkflowsAsync(Workflows.BakeChain, [child], 1))[0];
            var result = reply.Succeeded ? reply.Value! : new BakeResult(AnalysisVerdict.Inconclusive, reply.Failure!.Message, tallies);
            tallies = result.Tallies;
            var next = result switch
            {
                { Interrupted: true } => await DirectedAsync() is var directed && directed is not Next.GoOn ? directed : Next.Again,
                { Verdict: AnalysisVerdict.Open } => Next.Again,
                { Verdict: AnalysisVerdict.Pass } => Next.GoOn,
                { Verdict: AnalysisVerdict.Fail } => await MeasuredBadAsync(result.Reason),
                _ => await PausedAsync(AnalysisCodes.Inconclusive.Code, result.Reason, []),
            };
            if (next is Next.Again && !result.Interrupted && result.Verdict is AnalysisVerdict.Inconclusive or AnalysisVerdict.Fail)
            {
                (tallies, started, until) = ([], run.Context.UtcNow, run.Context.UtcNow + bake);
            }

            if (next is not Next.Again)
            {
                _call = 0;
                await EnterAsync(RunState.Baking, result.Reason, auditEvent: next is Next.GoOn ? AuditEvents.Baked : next is Next.Over ? null : AuditEvents.BakeFailed);
                return next;
            }
        }
    }

    private async Task<Next> MeasuredBadAsync(string? reason)
    {
        _failures.Add(new TargetFailure(TargetFailure.OfNoTarget, AnalysisCodes.Failed.Code, reason ?? "the analysis failed"));
        return plan.Hold ? await PausedAsync(AnalysisCodes.Failed.Code, reason, []) : Next.TakeBack;
    }

    private async Task<Next> WindowAsync()
    {
        while (true)
        {
            var reply = await run.CallAsync(Steps.CheckWave, new RunStep(run.Id));
            if (!reply.Succeeded)
            {
                return await PausedAsync(reply.Failure!.Code, reply.Failure.Message, []);
            }

            if (reply.Value!.Reason is null)
            {
                return Next.GoOn;
            }

            if (reply.Value.TakeBack is true)
            {
                _failures.Add(new TargetFailure(TargetFailure.OfNoTarget, reply.Value.Code!, reply.Value.Reason));
                return Next.TakeBack;
            }

            await EnterAsync(RunState.Paused, reply.Value.Reason, reply.Value.Code, reply.Value.Until);
            await run.Context.WaitAsync(run.LookAgain(reply.Value.Until));
            var next = await DirectedAsync();
            if (next is not Next.GoOn)
            {
                return next;
            }
        }
    }

    // Reads the commands that interrupted the run; a pause lasts until somebody decides.
    private async Task<Next> DirectedAsync()
    {
        while (true)
        {
            var answer = (await run.CallAsync(Steps.ReadCommands, new CommandStep(run.Id, run.Seen))).Require();
            run.Seen = answer.Seen;
            switch (answer.Kind)
            {
                case null:
                    return answer.Over ? Next.Over : Next.GoOn;
                case CommandKind.Abort:
                    return await AbortedAsync(answer);
                case CommandKind.Pause:
                    return await PausedAsync(RunCodes.Paused.Code, $"paused by {answer.Shown}{(answer.Reason is null ? "" : ": " + answer.Reason)}", []);
            }
        }
    }

    private async Task<Next> PausedAsync(string? code, string? reason, IReadOnlyList<TargetFailure> failures)
    {
        var aboutTargets = failures.Count > 0;
        await EnterAsync(RunState.Paused, reason, code, auditEvent: AuditEvents.Paused);
        while (true)
        {
            var answer = (await run.CallAsync(Steps.ReadCommands, new CommandStep(run.Id, run.Seen))).Require();
            run.Seen = answer.Seen;
            switch (answer.Kind)
            {
                case CommandKind.Abort:
                    return await AbortedAsync(answer);
                case CommandKind.Resume when failures.Count == 0:
                    await EnterAsync(RunState.Paused, auditEvent: AuditEvents.Resumed, by: answer.By);
                    return Next.GoOn;
                case CommandKind.Retry or CommandKind.Resume:
                    await EnterAsync(RunState.Paused, auditEvent: AuditEvents.Resumed, by: answer.By);
                    return Next.Again;
                case CommandKind.Skip when answer.Target is { } target:
                    failures = [.. failures.Where(failure => failure.Address.Unit != target.Unit)];
                    await LeaveBehindAsync([target]);
                    await EnterAsync(RunState.Paused, $"{target} is left out by {answer.Shown}", code, auditEvent: AuditEvents.Skipped, by: answer.By);

                    // Leaving a target out says nothing about a measurement, or about why a person paused the run.
                    if (aboutTargets && failures.Count == 0)
                    {
                        return Next.GoOn;
                    }

                    break;
                case null when answer.Over:
                    return Next.Over;
                case null:
                    await run.Context.WaitAsync(run.LookAgain(null));
                    break;
            }
        }
    }

    private async Task<Next> AbortedAsync(CommandAnswer answer)
    {
        _failures.Add(new TargetFailure(TargetFailure.OfNoTarget, RunCodes.Aborted.Code, $"{answer.Shown} stopped the run{(answer.Reason is null ? "" : ": " + answer.Reason)}"));
        await EnterAsync(RunState.Applying, answer.Reason, auditEvent: AuditEvents.Aborted, by: answer.By);
        return answer.Keep ? Next.Keep : Next.TakeBack;
    }

    // Compensation waits for no window, freeze or approval: in reverse order, on exactly what was touched.
    private async Task<Finished> TakeBackAsync()
    {
        var cause = _failures[^1];
        if (takesBack)
        {
            return await FinishAsync(RunState.Failed, cause.Code, cause.Message);
        }

        await EnterAsync(RunState.RollingBack, cause.Message, cause.Code, AuditEvents.RollingBack);
        var left = new List<TargetFailure>();
        for (var wave = _wave; wave >= 1; wave--)
        {
            left.AddRange((await run.CallGroupsAsync(GroupWork.Undo, plan, wave, $"u{wave}", group => group)).Failures);
        }

        await run.EnterAsync(new EnterStep(run.Id, RunState.RollingBack, cause.Message, cause.Code, Event: AuditEvents.Restored, Wave: _wave, Waves: plan.Waves, Failures: left));
        return left.Count == 0
            ? await FinishAsync(RunState.RolledBack, cause.Code, cause.Message)
            : await FinishAsync(RunState.Failed, RunCodes.NotRestored.Code, $"{left[0].Address}: {left[0].Message}", left);
    }

    private Task EnterAsync(RunState state, string? reason = null, string? code = null, string? auditEvent = null, string? by = null) =>
        EnterAsync(state, reason, code, null, auditEvent, by);

    private Task EnterAsync(RunState state, string? reason, string? code, DateTimeOffset? until, string? auditEvent = null, string? by = null) =>
        run.EnterAsync(new EnterStep(run.Id, state, reason, code, until, auditEvent, _wave, Waves: plan.Waves, By: by, Failures: [.. _failures.Take(50)]));

    private Task<Finished> FinishAsync(RunState state, string? code = null, string? reason = null, IReadOnlyList<TargetFailure>? failures = null) =>
        run.FinishAsync(new FinishStep(run.Id, state, reason, code, plan.Waves, _wave, failures ?? [.. _failures.Take(50)]));
}
