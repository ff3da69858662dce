using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>Every step of a run, answering as the shape says and doing nothing.</summary>
public sealed class ShapedSteps(RunShape shape, TimeProvider time)
{
    private readonly Dictionary<string, int> _asked = [];
    private readonly Lock _gate = new();
    private int? _opens;
    private DateTimeOffset? _since;
    private bool _looked;

    /// <summary>One handler a step.</summary>
    public IReadOnlyList<StepHandler> All =>
    [
        Answer(Steps.EnterState, Entered),
        Answer(Steps.FetchBundle, _ => new FetchedBundle(shape.Groups)),
        Answer(Steps.LoadGroup, input => new GroupTargets([.. Enumerable.Range(0, shape.Targets).Select(target => Target(input.Group, target))])),
        OfTarget(Steps.PlanTarget, input => $"plan {input.Address}", _ => new PlannedTarget("plan", true)),
        OfTarget(Steps.PlanRollback, input => $"plan {input.Address}", _ => new PlannedTarget("plan", false)),
        OfTarget(Steps.RehearseTarget, input => $"rehearse {input.Address}", _ => new RehearsedTarget(0)),
        Answer(Steps.AssemblePlan, _ => new AssembledPlan(
            PlanOutcome.Changes, Digest.Of("plan"), "waves", Each(shape.Groups), Each((long)shape.Bake.TotalMilliseconds), Each(shape.Bake > TimeSpan.Zero), false, shape.Behind,
            Rules: shape.InOrder || shape.Gates ? Each(new WaveRule(shape.Gates, shape.InOrder)) : null, Background: shape.Background ? true : null)),
        Answer(Steps.ReviewRun, Reviewed),
        Answer(Steps.TakeLock, _ => new LockAnswer(true)),
        Answer(Steps.BeginApplying, _ => new BeginAnswer(true)),
        Answer(Steps.CheckWave, _ => new WaveAnswer()),
        Answer(Steps.ReadCommands, Asked),
        OfTarget(Steps.CaptureTarget, input => $"capture {input.Address}", _ => new CapturedTarget([])),
        OfTarget(Steps.ApplyChanges, input => $"apply {input.Address} {input.First}", input => Written("applied", input)),
        OfTarget(Steps.UndoChanges, input => $"undo {input.Address} {input.First}", input => Written("undone", input)),
        OfTarget(Steps.VerifyTarget, input => $"verify {input.Address}", input => new VerifiedTarget(shape.Fails || IsBehind(input.Address) ? [new ItemRef("settings", "wrong")] : [])),
        OfTarget(Steps.VerifyRestored, input => $"restored {input.Address}", _ => new VerifiedTarget([])),
        Answer(Steps.Measure, input => input.Watch is not null ? Look(input) : new Measured(
            [new Tally("errors", "west", Passed: 1, Next: time.GetUtcNow() + TimeSpan.FromMinutes(1))], input.Last ? AnalysisVerdict.Pass : AnalysisVerdict.Open, null, time.GetUtcNow() + TimeSpan.FromMinutes(1))),
        Answer(Steps.FinishRun, input => new Finished(input.State, input.Reason)),
    ];

    private TargetWave Target(int group, int target) => new(
        new TargetAddress("production", $"r{group}-{target}", "db"), "plan", [.. Enumerable.Range(0, shape.Rounds).Select(round => new Segment(round, round * 100, (round * 100) + 99))]);

    private IReadOnlyList<T> Each<T>(T one) => [.. Enumerable.Repeat(one, shape.Waves)];

    // The last groups of all are those that do not come through.
    private bool IsBehind(TargetAddress address) =>
        shape.Behind > 0 && int.Parse(address.Region[1..address.Region.IndexOf('-', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture) >= shape.Groups - shape.Behind;

    private Done Entered(EnterStep input)
    {
        if (input.Code == RunCodes.Gate.Code)
        {
            (_opens, _since) = (input.Wave, time.GetUtcNow());
        }

        return new Done();
    }

    private Review Reviewed(ReviewStep input)
    {
        _since ??= time.GetUtcNow();
        return time.GetUtcNow() - _since < shape.Opens
            ? new Review(Verdict.AwaitApproval, RunState.AwaitingApproval, "nobody has approved it", null, null, 0)
            : new Review(Verdict.Go, RunState.Applying, null, null, null, 0);
    }

    // The run looks twice behind each wave: the first time nobody has opened the gate yet.
    private CommandAnswer Asked(CommandStep input)
    {
        if (_opens is not { } wave || (_looked = !_looked) || time.GetUtcNow() - _since < shape.Opens)
        {
            return new CommandAnswer(input.Seen);
        }

        _opens = null;
        return new CommandAnswer(input.Seen + 1, CommandKind.Advance, "bo", Wave: wave);
    }

    private static StepHandler Answer<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, TOut> answer) => StepHandler.For(step, (_, input, _) => Task.FromResult(StepReply.Of(answer(input))));

    private StepHandler OfTarget<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, string> key, Func<TIn, TOut> answer) => StepHandler.For(
        step, (_, input, _) => Task.FromResult(Times(key(input)) <= shape.Retries ? StepReply.Fail<TOut>("TGT001", "away", retryable: true) : StepReply.Of(answer(input))));

    // What a write has done stays done, so whoever asks again, from wherever, finds it there.
    private WriteReply Written(string verb, WriteStep input)
    {
        if (Times($"{verb} {input.Address} {input.First / 100}") > shape.Pieces)
        {
            return new WriteReply(WriteEnd.Done, input.Last, 1, []);
        }

        var (come, still) = verb == "applied" ? (input.First + 1, input.First) : (input.Last - 1, input.Last);
        return new WriteReply(WriteEnd.Progress, shape.Stuck ? still : come, 1, []);
    }

    // Who looks every second sees the end of the work an hour later.
    private Measured Look(MeasureStep input) =>
        new([], AnalysisVerdict.Open, null, time.GetUtcNow() + TimeSpan.FromSeconds(1), Over: input.Last || time.GetUtcNow() >= input.Started + TimeSpan.FromHours(1) ? true : null);

    private int Times(string key)
    {
        lock (_gate)
        {
            return _asked[key] = _asked.GetValueOrDefault(key) + 1;
        }
    }
}
