using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class CrashTests
{
    private const string Expected = "1 | a, b, c | x:Woken:x2, y:Deadline:y2 | Woken | z | end";

    [Theory]
    [InlineData(Medium.Memory)]
    [InlineData(Medium.Sqlite)]
    [InlineData(Medium.Records)]
    public async Task A_crash_before_or_after_any_durable_write_changes_nothing_but_repeated_steps(Medium medium)
    {
        var killed = true;
        var points = 0;
        for (; killed; points++)
        {
            killed = await RunAsync(medium, inside: false, new KillSwitch(points));
        }

        Assert.True(points > 50, $"Only {points} points were passed.");
    }

    [Fact]
    public async Task Crashes_after_crashes_change_nothing_but_repeated_steps()
    {
        for (var gap = 1; gap < 12; gap++)
        {
            await RunAsync(Medium.Memory, inside: false, [.. Enumerable.Range(0, 40).Select(i => new KillSwitch(gap + (i % 3)))]);
        }
    }

    /// <summary>Over records a write of the engine is several writes, and the process may die between any two of them.</summary>
    [Fact]
    public async Task A_crash_before_or_after_any_record_that_an_engine_write_is_made_of_changes_nothing_but_repeated_steps()
    {
        var killed = true;
        var points = 0;
        for (; killed; points++)
        {
            killed = await RunAsync(Medium.Records, inside: true, new KillSwitch(points));
        }

        Assert.True(points > 80, $"Only {points} points were passed.");
    }

    // Lets processes die one after the other as the switches say, then one that lives. Answers whether any died.
    private static async Task<bool> RunAsync(Medium medium, bool inside, params IReadOnlyList<KillSwitch> switches)
    {
        await using var world = new World(medium);
        var recorded = new HashSet<string>();
        foreach (var kill in switches.Append(new KillSwitch()))
        {
            var store = await world.OpenStoreAsync(records: inside ? kill : null);
            var before = world.Ran.Lines.Count;
            var engine = await world.EngineAsync(MainAsync, ChildAsync, observer: inside ? null : kill, store: store);
            try
            {
                await PersonAsync(world, engine);
            }
            catch (ProcessKilledException)
            {
                world.Time.Advance(world.Options.LeaseDuration);
            }

            Assert.Empty(world.Ran.Lines.Skip(before).Intersect(recorded));
            recorded.UnionWith(await RecordedStepsAsync(inside ? await world.OpenStoreAsync() : store));
        }

        var last = await world.OpenStoreAsync();
        Assert.Equal(Expected, (await last.FindAsync("run", World.Token))!.Output?.GetString());
        Assert.Equal(recorded, world.Ran.Lines.ToHashSet());
        foreach (var id in new[] { "run", "run.x", "run.y", "run.x.z" })
        {
            var facts = await last.ReadAsync(id, World.Token);
            Assert.Equal(Enumerable.Range(0, facts.Count), facts.Select(fact => fact.Position));
            Assert.Equal(facts.Order(Comparer<Fact>.Create((a, b) => a.At.CompareTo(b.At))), facts);
        }

        return switches.Any(kill => kill.Killed);
    }

    private static async Task<string> MainAsync(IWorkflowContext context, string input)
    {
        var one = (await context.CallAsync(World.Work, "1")).Require();
        var parallel = World.Join(await context.CallAllAsync(World.Work, ["a", "b", "c"], 2));
        var children = World.Join(await context.CallWorkflowsAsync(World.Child, [new("x", "x"), new("y", "y")], 2));
        var wait = await context.WaitAsync(context.UtcNow + TimeSpan.FromDays(30));
        await context.DelayUntilAsync(context.UtcNow + World.Hour);
        var grandchild = World.Join(await context.CallWorkflowsAsync(World.Child, [new("x.z", "z")], 1));
        var end = (await context.CallAsync(World.Work, "end")).Require();
        return $"{one} | {parallel} | {children} | {wait} | {grandchild} | {end}";
    }

    private static async Task<string> ChildAsync(IWorkflowContext context, string input)
    {
        if (input == "z")
        {
            return input;
        }

        await context.CallAsync(World.Work, input + "1");
        var wait = await context.WaitAsync(context.UtcNow + (input == "x" ? TimeSpan.FromDays(30) : World.Hour));
        return $"{input}:{wait}:{(await context.CallAsync(World.Work, input + "2")).Require()}";
    }

    // Starts the run, rings x and then the run itself, and lets time pass; whatever was done before a crash is done again.
    private static async Task PersonAsync(World world, EmbeddedEngine engine)
    {
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        for (var i = 0; i < 20; i++)
        {
            var outcome = await engine.RunUntilIdleAsync("run", World.Token);
            if (outcome.Final)
            {
                return;
            }

            Assert.Equal(DriveState.Waiting, outcome.State);
            if (await engine.WakeAsync("run.x", World.Token))
            {
                continue;
            }

            if ((await engine.GetAsync("run.y", World.Token)) is { State: InstanceState.Completed })
            {
                await engine.WakeAsync("run", World.Token);
            }

            world.Time.Advance(World.Hour);
        }

        Assert.Fail("The run does not end.");
    }

    private static async Task<IReadOnlyList<string>> RecordedStepsAsync(IEventStore store)
    {
        var keys = new List<string>();
        foreach (var id in new[] { "run", "run.x", "run.y" })
        {
            var facts = await store.ReadAsync(id, World.Token);
            foreach (var done in facts.OfType<StepCompleted>())
            {
                keys.Add(facts[done.Call] switch
                {
                    StepScheduled step => $"{step.Input.GetString()} {id}#{done.Call}",
                    StepsScheduled steps => $"{steps.Inputs[done.Index].GetString()} {id}#{done.Call}.{done.Index}",
                    var other => throw new InvalidOperationException($"{other} has no steps."),
                });
            }
        }

        return keys;
    }
}
