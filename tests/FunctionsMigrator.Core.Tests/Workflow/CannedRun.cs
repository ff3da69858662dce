using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Workflow;

/// <summary>The workflow of a run on the real engine over steps whose answers are given: six groups of fifty targets, one wave.</summary>
internal sealed class CannedRun : IDurableWriteObserver
{
    private const int Groups = 6;
    private const int TargetsPerGroup = 50;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));
    private readonly Dictionary<string, int> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _left = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Lines of each target's plan.</summary>
    public const int Lines = 1_000;

    /// <summary>Rounds of dependencies in each target's plan.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>How far each execution of a writing step comes.</summary>
    public int LinesAtATime { get; init; } = Lines;

    /// <summary>How often each call of a step about a target fails before it answers.</summary>
    public int FailuresPerCall { get; init; }

    /// <summary>How many measurements are good before the first bad one.</summary>
    public int GoodMeasurements { get; init; } = int.MaxValue;

    /// <summary>The bake; a measurement is taken every half minute.</summary>
    public TimeSpan Bake { get; init; }

    /// <summary>Per instance how many facts its history has.</summary>
    public IReadOnlyDictionary<string, int> Facts => _facts;

    /// <summary>What the run's last step was told.</summary>
    public FinishStep? End { get; private set; }

    /// <summary>How many lines were written, and how many were taken back.</summary>
    public (int Written, int TakenBack) Done { get; private set; }

    public async Task RunAsync()
    {
        var engine = new EmbeddedEngine(new ObservedEventStore(new InMemoryEventStore(_time), this), WorkflowCatalogue.All, Steps(), _time);
        await engine.StartAsync(Workflows.Run, "run", Workflows.CurrentVersion, new RunInput("run", false), CancellationToken.None);
        while (await engine.RunUntilIdleAsync("run", CancellationToken.None) is { Final: false } rest)
        {
            Assert.Equal((DriveState.Waiting, null), (rest.State, rest.Problem));
            _time.Advance(rest.NextTimer!.Value - _time.GetUtcNow());
        }
    }

    /// <inheritdoc/>
    public ValueTask BeforeAsync(string write, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation)
    {
        if (write.Split(' ', 4) is ["engine", "append", var instance, var facts])
        {
            lock (_gate)
            {
                _facts[instance] = _facts.GetValueOrDefault(instance) + facts.Split(", ").Length;
            }
        }

        return ValueTask.CompletedTask;
    }

    private List<StepHandler> Steps() =>
    [
        Answer(Core.Workflow.Steps.FetchBundle, _ => new FetchedBundle(Groups)),
        OfTarget(Core.Workflow.Steps.PlanTarget, input => input.Address, _ => new PlannedTarget("plan", true)),
        OfTarget(Core.Workflow.Steps.RehearseTarget, input => input.Address, _ => new RehearsedTarget(0)),
        Answer(Core.Workflow.Steps.AssemblePlan, _ => new AssembledPlan(
            PlanOutcome.Changes, Digest.Of("plan"u8), "waves", [Groups], [(long)Bake.TotalMilliseconds], [Bake > TimeSpan.Zero], Hold: false, MaxFailures: 0)),
        Answer(Core.Workflow.Steps.ReviewRun, _ => new Review(Verdict.Go, RunState.Applying, null, null, null, 0)),
        Answer(Core.Workflow.Steps.TakeLock, _ => new LockAnswer(true)),
        OfTarget(Core.Workflow.Steps.CaptureTarget, input => input.Address, _ => new CapturedTarget([])),
        Answer(Core.Workflow.Steps.BeginApplying, _ => new BeginAnswer(true)),
        Answer(Core.Workflow.Steps.LoadGroup, input => new GroupTargets([.. Enumerable.Range(0, TargetsPerGroup).Select(target => Target(input.Group, target))])),
        OfTarget(Core.Workflow.Steps.ApplyChanges, input => input.Address, input => Write(input, forward: true)),
        OfTarget(Core.Workflow.Steps.UndoChanges, input => input.Address, input => Write(input, forward: false)),
        OfTarget(Core.Workflow.Steps.VerifyTarget, input => input.Address, _ => new VerifiedTarget([])),
        OfTarget(Core.Workflow.Steps.VerifyRestored, input => input.Address, _ => new VerifiedTarget([])),
        Answer(Core.Workflow.Steps.Measure, input => Measure(input)),
        Answer(Core.Workflow.Steps.EnterState, _ => new Done()),
        Answer(Core.Workflow.Steps.FinishRun, input => new Finished((End = input).State, input.Reason)),
    ];

    private static StepHandler Answer<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, TOut> answer) =>
        StepHandler.For(step, (_, input, _) => Task.FromResult(StepReply.Of(answer(input))));

    private StepHandler OfTarget<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, TargetAddress> address, Func<TIn, TOut> answer) =>
        StepHandler.For(step, (_, input, _) =>
        {
            lock (_gate)
            {
                var call = $"{step.Name} {address(input)} {input}";
                _calls[call] = _calls.GetValueOrDefault(call) + 1;
                return Task.FromResult(_calls[call] <= FailuresPerCall
                    ? StepReply.Fail<TOut>("TGT001", "not now", retryable: true)
                    : StepReply.Of(answer(input)));
            }
        });

    private TargetWave Target(int group, int target) => new(
        new TargetAddress("production", $"region{group}", $"target{target}"),
        "plan",
        [.. Enumerable.Range(0, Rounds).Select(round => new Segment(round, round * Lines / Rounds, ((round + 1) * Lines / Rounds) - 1))]);

    // As with receipts: what an earlier execution has written is not written again.
    private WriteReply Write(WriteStep input, bool forward)
    {
        var target = $"{input.Address} {forward} {(forward ? input.Last : input.First)}";
        var open = input.Last - input.First + 1;
        if (_left.TryGetValue(target, out var known))
        {
            open = Math.Min(open, known);
        }

        var lines = Math.Min(LinesAtATime, open);
        var left = _left[target] = open - lines;
        Done = forward ? (Done.Written + lines, Done.TakenBack) : (Done.Written, Done.TakenBack + lines);
        return new WriteReply(left == 0 ? WriteEnd.Done : WriteEnd.Progress, forward ? input.Last + 1 - left : input.First - 1 + left, lines, []);
    }

    private Measured Measure(MeasureStep input)
    {
        var taken = (input.Tallies.Count == 0 ? 0 : input.Tallies[0].Passed) + 1;
        var verdict = taken > GoodMeasurements ? AnalysisVerdict.Fail : input.Last ? AnalysisVerdict.Pass : AnalysisVerdict.Open;
        return new Measured([new Tally("errors", "west", Passed: taken)], verdict, null, _time.GetUtcNow() + TimeSpan.FromSeconds(30));
    }
}
