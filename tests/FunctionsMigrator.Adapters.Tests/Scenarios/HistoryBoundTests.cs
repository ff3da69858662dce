using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>No history grows beyond 500 facts, whatever the shape of the run: the whole workflow on the engine, over steps that only answer.</summary>
public sealed class HistoryBoundTests
{
    private const int Bound = 500;
    private readonly FakeTimeProvider _time = new();

    public static TheoryData<string, Shape> Shapes => new()
    {
        { "300 targets", new Shape(Groups: 6, Targets: 50, Rounds: 2) },
        { "3000 targets, in levels", new Shape(Groups: 60, Targets: 50, Rounds: 1) },
        { "many rounds", new Shape(Groups: 1, Targets: 50, Rounds: 14) },
        { "long writes", new Shape(Groups: 1, Targets: 50, Rounds: 1, Pieces: 30) },
        { "targets that answer at the last try", new Shape(Groups: 1, Targets: 50, Rounds: 3, Retries: 4) },
        { "all of it taken back", new Shape(Groups: 2, Targets: 50, Rounds: 12, Pieces: 2, Retries: 1, Fails: true) },
        { "a week measured every minute", new Shape(Groups: 1, Targets: 1, Rounds: 1, Bake: TimeSpan.FromDays(7)) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task No_history_exceeds_500_facts(string name, Shape shape)
    {
        Assert.NotEmpty(name);
        await using var store = new InMemoryEventStore(_time);
        var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, new ShapedSteps(shape, _time).All, _time);
        await engine.StartAsync(Workflows.Run, "run", 1, new RunInput("run", false), TestContext.Current.CancellationToken);
        for (var outcome = await engine.RunUntilIdleAsync("run", TestContext.Current.CancellationToken); !outcome.Final; outcome = await engine.RunUntilIdleAsync("run", TestContext.Current.CancellationToken))
        {
            Assert.True(outcome.State is DriveState.Waiting, $"{outcome}");
            _time.Advance(outcome.NextTimer!.Value - _time.GetUtcNow());
        }

        var output = (await store.FindAsync("run", TestContext.Current.CancellationToken))!.Output!.Value;
        Assert.Equal(shape.Fails ? "RolledBack" : "Completed", output.GetProperty("state").GetString());
        var longest = 0;
        for (var open = new Queue<string>(["run"]); open.TryDequeue(out var instance);)
        {
            var facts = await store.ReadAsync(instance, TestContext.Current.CancellationToken);
            Assert.True(facts.Count <= Bound, $"{instance} has {facts.Count} facts.");
            longest = Math.Max(longest, facts.Count);
            foreach (var child in facts.OfType<ChildrenScheduled>().SelectMany(call => call.Children))
            {
                open.Enqueue($"{instance}.{child.Suffix}");
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: the longest history has {longest} facts");
    }

    /// <summary>What a run looks like to its workflow.</summary>
    /// <param name="Groups">Groups of the only wave.</param>
    /// <param name="Targets">Targets of each group.</param>
    /// <param name="Rounds">Rounds of each target.</param>
    /// <param name="Pieces">How often a write answers that it got on, until it is done.</param>
    /// <param name="Retries">How often each step about a target fails before it answers.</param>
    /// <param name="Fails">Whether the last round fails, so that everything is taken back.</param>
    /// <param name="Bake">How long the wave is measured, every minute.</param>
    public sealed record Shape(int Groups, int Targets, int Rounds, int Pieces = 0, int Retries = 0, bool Fails = false, TimeSpan Bake = default);

    private sealed class ShapedSteps(Shape shape, FakeTimeProvider time)
    {
        private readonly Dictionary<string, int> _asked = [];
        private readonly Lock _gate = new();

        public IReadOnlyList<StepHandler> All =>
        [
            Answer(Steps.EnterState, _ => new Done()),
            Answer(Steps.FetchBundle, _ => new FetchedBundle(shape.Groups)),
            Answer(Steps.LoadGroup, input => new GroupTargets([.. Enumerable.Range(0, shape.Targets).Select(target => Target(input.Group, target))])),
            OfTarget(Steps.PlanTarget, input => $"plan {input.Address}", _ => new PlannedTarget("plan", true)),
            OfTarget(Steps.RehearseTarget, input => $"rehearse {input.Address}", _ => new RehearsedTarget(0)),
            Answer(Steps.AssemblePlan, _ => new AssembledPlan(
                PlanOutcome.Changes, Digest.Of("plan"), "waves", [shape.Groups], [(long)shape.Bake.TotalMilliseconds], [shape.Bake > TimeSpan.Zero], false, 0)),
            Answer(Steps.ReviewRun, _ => new Review(Verdict.Go, RunState.Applying, null, null, null, 0)),
            Answer(Steps.TakeLock, _ => new LockAnswer(true)),
            Answer(Steps.BeginApplying, _ => new BeginAnswer(true)),
            Answer(Steps.CheckWave, _ => new WaveAnswer()),
            Answer(Steps.ReadCommands, input => new CommandAnswer(input.Seen)),
            OfTarget(Steps.CaptureTarget, input => $"capture {input.Address}", _ => new CapturedTarget([])),
            OfTarget(Steps.ApplyChanges, input => $"apply {input.Address} {input.First}", input => Written("applied", input)),
            OfTarget(Steps.UndoChanges, input => $"undo {input.Address} {input.First}", input => Written("undone", input)),
            OfTarget(Steps.VerifyTarget, input => $"verify {input.Address}", _ => new VerifiedTarget(shape.Fails ? [new ItemRef("settings", "wrong")] : [])),
            OfTarget(Steps.VerifyRestored, input => $"restored {input.Address}", _ => new VerifiedTarget([])),
            Answer(Steps.Measure, input => new Measured(
                [new Tally("errors", "west", Passed: 1, Next: time.GetUtcNow() + TimeSpan.FromMinutes(1))], input.Last ? AnalysisVerdict.Pass : AnalysisVerdict.Open, null, time.GetUtcNow() + TimeSpan.FromMinutes(1))),
            Answer(Steps.FinishRun, input => new Finished(input.State, input.Reason)),
        ];

        private TargetWave Target(int group, int target) => new(
            new TargetAddress("production", $"r{group}-{target}", "db"), "plan", [.. Enumerable.Range(0, shape.Rounds).Select(round => new Segment(round, round * 100, (round * 100) + 99))]);

        private static StepHandler Answer<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, TOut> answer) => StepHandler.For(step, (_, input, _) => Task.FromResult(StepReply.Of(answer(input))));

        private StepHandler OfTarget<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, string> key, Func<TIn, TOut> answer) => StepHandler.For(
            step, (_, input, _) => Task.FromResult(Times(key(input)) <= shape.Retries ? StepReply.Fail<TOut>("TGT001", "away", retryable: true) : StepReply.Of(answer(input))));

        // What a write has done stays done, so whoever asks again, from wherever, finds it there.
        private WriteReply Written(string verb, WriteStep input) =>
            Times($"{verb} {input.Address} {input.First / 100}") <= shape.Pieces ? new WriteReply(WriteEnd.Progress, input.First, 1, []) : new WriteReply(WriteEnd.Done, input.Last, 1, []);

        private int Times(string key)
        {
            lock (_gate)
            {
                return _asked[key] = _asked.GetValueOrDefault(key) + 1;
            }
        }
    }
}
