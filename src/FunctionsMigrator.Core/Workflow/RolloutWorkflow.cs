using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>From the first write to the end: waves, bakes, pauses, and the way back.</summary>
internal sealed class RolloutWorkflow(RunScope run, AssembledPlan plan, bool takesBack)
{
    private readonly RolloutScope _rollout = new(run, plan, takesBack);
    private readonly HashSet<string> _failedHere = new(StringComparer.Ordinal);
    private int _call;

    private RolloutOrders Orders => new(run, plan, _rollout);

    public async Task<Finished> RunAsync()
    {
        for (_rollout.Wave = 1; _rollout.Wave <= plan.Groups.Count; _rollout.Wave++)
        {
            var next = await WaveAsync();
            if (next is RolloutNext.GoOn)
            {
                next = await Orders.AskedAsync(RunState.Applying);
            }

            if (next is RolloutNext.GoOn)
            {
                next = await BakeAsync();
            }

            if (next is RolloutNext.GoOn)
            {
                next = await Orders.GateAsync();
            }

            if (next is RolloutNext.TakeBack)
            {
                return await TakeBackAsync();
            }

            if (next is RolloutNext.Over)
            {
                return await _rollout.FinishAsync(RunState.Failed, RunCodes.LockLost.Code, "its lock was broken");
            }

            if (next is RolloutNext.Keep)
            {
                return await _rollout.FinishAsync(RunState.Partial, RunCodes.Aborted.Code, "stopped by a person, who kept what was changed");
            }
        }

        _rollout.Wave = plan.Groups.Count;
        return _rollout.Behind.Count == 0
            ? await _rollout.FinishAsync(RunState.Completed)
            : await _rollout.FinishAsync(RunState.Partial, _rollout.Failures.FirstOrDefault()?.Code, Behind());
    }

    private async Task<RolloutNext> WaveAsync()
    {
        if (_rollout.Wave > 1 && await WindowAsync() is var window && window is not RolloutNext.GoOn)
        {
            return window;
        }

        await _rollout.EnterAsync(RunState.Applying, auditEvent: AuditEvents.WaveStarted);
        _failedHere.Clear();
        while (true)
        {
            var again = _call > 0 && _rollout.IsSteered;
            var (result, watched) = await WriteAsync(
                $"w{_rollout.Wave}.{_call++}",
                group => group with
                {
                    Check = _rollout.Wave > 1,
                    Skip = _rollout.Skipped,
                    TakesBack = takesBack,
                    Unfinished = again ? true : null,
                    Budget = _rollout.IsSteered && _rollout.Rule!.InOrder ? Math.Max(0, Math.Min(plan.MaxFailures - _rollout.Behind.Count, (_rollout.Rule.MaxFailures ?? int.MaxValue) - _failedHere.Count)) : null,
                });
            var next = result.Interrupted ? await Orders.DirectedAsync(RunState.Applying) : RolloutNext.GoOn;
            next = next is RolloutNext.GoOn && watched is { Verdict: AnalysisVerdict.Fail } ? await MeasuredBadAsync(watched.Reason)
                : next is RolloutNext.GoOn && watched is { Verdict: AnalysisVerdict.Inconclusive } ? await Orders.PausedAsync(AnalysisCodes.Inconclusive.Code, watched.Reason, [])
                : next;
            if (next is RolloutNext.TakeBack or RolloutNext.Keep or RolloutNext.Over)
            {
                return next;
            }

            if (result.Interrupted)
            {
                await _rollout.EnterAsync(RunState.Applying);
                continue;
            }

            if (result.Failures.Count == 0)
            {
                break;
            }

            next = await FailedAsync(result.Failures);
            if (next is RolloutNext.GoOn && result.Stopped is not true)
            {
                break;
            }

            if (next is not (RolloutNext.Again or RolloutNext.GoOn))
            {
                return next;
            }

            await _rollout.EnterAsync(RunState.Applying);
        }

        _call = 0;
        await _rollout.EnterAsync(RunState.Applying, auditEvent: AuditEvents.WaveApplied);
        return RolloutNext.GoOn;
    }

    // With background analyses, one child writes and another one measures meanwhile.
    private async Task<(GroupResult Result, BakeResult? Watched)> WriteAsync(string suffix, Func<GroupInput, GroupInput> input)
    {
        if (takesBack || plan.Background is not true)
        {
            return (await run.CallGroupsAsync(takesBack ? GroupWork.Undo : GroupWork.Apply, plan, _rollout.Wave, suffix, input), null);
        }

        var group = input(new GroupInput(run.Id, 0, Waves: plan.Waves, Wave: _rollout.Wave, Seen: run.Seen));
        return await WatchWorkflow.CallAsync(run.Context, plan.Waves!, new LevelInput(GroupWork.Apply, 0, plan.Groups[_rollout.Wave - 1], group), suffix);
    }

    private string Behind()
    {
        const int named = 5;
        var units = _rollout.Behind.Order(StringComparer.Ordinal).ToList();
        return $"{units.Count} of the units keep what they had: {string.Join(", ", units.Take(named))}{(units.Count > named ? $" and {units.Count - named} more" : "")}";
    }

    // Failures within the budget are remembered and left behind; above it the rollout's rule decides.
    private async Task<RolloutNext> FailedAsync(IReadOnlyList<TargetFailure> failures)
    {
        if (failures.Any(failure => failure.Code == RunCodes.LockLost.Code))
        {
            return RolloutNext.Over;
        }

        var units = _rollout.Behind.Union(failures.Select(failure => failure.Address.Unit)).Count();
        var here = _failedHere.Union(failures.Select(failure => failure.Address.Unit)).Count();
        var within = units <= plan.MaxFailures && (plan.Rules is null || (here <= (_rollout.Rule!.MaxFailures ?? int.MaxValue) && failures.Count < LevelWorkflow.MostFailures));
        if (within && failures.All(failure => failure.Address != TargetFailure.OfNoTarget))
        {
            _rollout.Failures.AddRange(failures);
            _failedHere.UnionWith(failures.Select(failure => failure.Address.Unit));
            await _rollout.LeaveBehindAsync([.. failures.Select(failure => failure.Address)]);
            return RolloutNext.GoOn;
        }

        var first = failures[0];
        var moved = failures.All(failure => failure.Code == TargetCodes.Moved.Code);
        if (!plan.Hold && !moved)
        {
            _rollout.Failures.AddRange(failures);
            return RolloutNext.TakeBack;
        }

        return await Orders.PausedAsync(first.Code, $"{first.Address}: {first.Message}", failures);
    }

    private async Task<RolloutNext> BakeAsync()
    {
        var bake = TimeSpan.FromMilliseconds(plan.Bakes[_rollout.Wave - 1]);
        if (takesBack || (bake == TimeSpan.Zero && !plan.Analyses[_rollout.Wave - 1]))
        {
            return RolloutNext.GoOn;
        }

        var started = run.Context.UtcNow;
        var until = started + bake;
        IReadOnlyList<Tally> tallies = [];
        while (true)
        {
            var suffix = $"w{_rollout.Wave}.bake{_call++}";
            await run.EnterAsync(new EnterStep(run.Id, RunState.Baking, Until: until, Event: tallies.Count == 0 ? AuditEvents.BakeStarted : null, Wave: _rollout.Wave, Waves: plan.Waves));
            var child = new ChildRun<BakeInput>(suffix, new BakeInput(run.Id, _rollout.Wave, plan.Waves!, started, until, run.Seen, tallies));
            var reply = (await run.Context.CallWorkflowsAsync(Workflows.BakeChain, [child], 1))[0];
            var result = reply.Succeeded ? reply.Value! : new BakeResult(AnalysisVerdict.Inconclusive, reply.Failure!.Message, tallies);
            tallies = result.Tallies;
            var next = result switch
            {
                { Interrupted: true } => await Orders.DirectedAsync(RunState.Baking) is var directed && directed is not RolloutNext.GoOn ? directed : _rollout.Advanced == _rollout.Wave ? RolloutNext.GoOn : RolloutNext.Again,
                { Verdict: AnalysisVerdict.Open } => RolloutNext.Again,
                { Verdict: AnalysisVerdict.Pass } => RolloutNext.GoOn,
                { Verdict: AnalysisVerdict.Fail } => await MeasuredBadAsync(result.Reason),
                _ => await Orders.PausedAsync(AnalysisCodes.Inconclusive.Code, result.Reason, []),
            };
            if (next is RolloutNext.Again && !result.Interrupted && result.Verdict is AnalysisVerdict.Inconclusive or AnalysisVerdict.Fail)
            {
                (tallies, started, until) = ([], run.Context.UtcNow, run.Context.UtcNow + bake);
            }

            if (next is not RolloutNext.Again)
            {
                _call = 0;
                await _rollout.EnterAsync(RunState.Baking, result.Reason, auditEvent: next is RolloutNext.GoOn ? _rollout.Advanced == _rollout.Wave ? null : AuditEvents.Baked : next is RolloutNext.Over ? null : AuditEvents.BakeFailed);
                return next is RolloutNext.GoOn ? await Orders.AskedAsync(RunState.Baking) : next;
            }
        }
    }

    private async Task<RolloutNext> MeasuredBadAsync(string? reason)
    {
        _rollout.Failures.Add(new TargetFailure(TargetFailure.OfNoTarget, AnalysisCodes.Failed.Code, reason ?? "the analysis failed"));
        return plan.Hold ? await Orders.PausedAsync(AnalysisCodes.Failed.Code, reason, []) : RolloutNext.TakeBack;
    }

    private async Task<RolloutNext> WindowAsync()
    {
        var since = run.Context.UtcNow;
        while (true)
        {
            var reply = await run.CallAsync(Steps.CheckWave, new RunStep(run.Id));
            if (!reply.Succeeded)
            {
                return await Orders.PausedAsync(reply.Failure!.Code, reply.Failure.Message, []);
            }

            if (reply.Value!.Reason is null)
            {
                return RolloutNext.GoOn;
            }

            if (reply.Value.TakeBack is true)
            {
                _rollout.Failures.Add(new TargetFailure(TargetFailure.OfNoTarget, reply.Value.Code!, reply.Value.Reason));
                return RolloutNext.TakeBack;
            }

            await _rollout.EnterAsync(RunState.Paused, reply.Value.Reason, reply.Value.Code, reply.Value.Until);
            await run.Context.WaitAsync(run.LookAgain(reply.Value.Until, since));
            var next = await Orders.DirectedAsync(RunState.Paused);
            if (next is not RolloutNext.GoOn)
            {
                return next;
            }
        }
    }

    // Compensation waits for no window, freeze or approval: in reverse order, on exactly what was touched.
    private async Task<Finished> TakeBackAsync()
    {
        var cause = _rollout.Failures[^1];
        if (takesBack)
        {
            return await _rollout.FinishAsync(RunState.Failed, cause.Code, cause.Message);
        }

        await _rollout.EnterAsync(RunState.RollingBack, cause.Message, cause.Code, AuditEvents.RollingBack);
        var left = new List<TargetFailure>();
        for (var wave = _rollout.Wave; wave >= 1; wave--)
        {
            left.AddRange((await run.CallGroupsAsync(GroupWork.Undo, plan, wave, $"u{wave}", group => group)).Failures);
        }

        await run.EnterAsync(new EnterStep(run.Id, RunState.RollingBack, cause.Message, cause.Code, Event: AuditEvents.Restored, Wave: _rollout.Wave, Waves: plan.Waves, Failures: left));
        return left.Count == 0
            ? await _rollout.FinishAsync(RunState.RolledBack, cause.Code, cause.Message)
            : await _rollout.FinishAsync(RunState.Failed, RunCodes.NotRestored.Code, $"{left[0].Address}: {left[0].Message}", left);
    }
}
