using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>No history grows beyond 500 facts, whatever the shape of the run: the whole workflow on the engine, over steps that only answer.</summary>
public sealed class HistoryBoundTests
{
    private const int Bound = 500;
    private readonly FakeTimeProvider _time = new();

    public static TheoryData<string, RunShape> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, RunShape>();
            foreach (var (name, shape) in RunShape.All)
            {
                shapes.Add(name, shape);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task No_history_exceeds_500_facts(string name, RunShape shape)
    {
        Assert.NotEmpty(name);
        await using var store = new InMemoryEventStore(_time);
        var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, new ShapedSteps(shape, _time).All, _time);
        await engine.StartAsync(Workflows.Run, "run", 1, new RunInput("run", shape.TakesBack), TestContext.Current.CancellationToken);
        for (var outcome = await engine.RunUntilIdleAsync("run", TestContext.Current.CancellationToken); !outcome.Final; outcome = await engine.RunUntilIdleAsync("run", TestContext.Current.CancellationToken))
        {
            Assert.True(outcome.State is DriveState.Waiting, $"{outcome}");
            _time.Advance(outcome.NextTimer!.Value - _time.GetUtcNow());
        }

        var output = (await store.FindAsync("run", TestContext.Current.CancellationToken))!.Output!.Value;
        Assert.Equal(shape.Ends.ToString(), output.GetProperty("state").GetString());
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
}
