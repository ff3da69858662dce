using CsCheck;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Replaying;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class RandomWorkflowTests
{
    private static readonly WorkflowName<string, string> Shape = new("shape");

    // A shape is what a workflow does, one letter a call: s a step, p parallel steps, w a wait, d a delay, c children that each do the shape in front of it.
    private static readonly Gen<string> Shapes = Gen.String[Gen.Char["sspwdc"], 1, 7];
    private static readonly Gen<int[]> Crashes = Gen.Int[0, 25].Array[0, 6];

    [Fact]
    public Task Any_workflow_ends_the_same_whatever_crashes_and_its_history_fits_its_code() =>
        Gen.Select(Shapes, Crashes).SampleAsync(async (shape, crashes) =>
        {
            await using var world = new World();
            var store = await world.OpenStoreAsync();
            foreach (var kill in crashes.Select(point => new KillSwitch(point)).Append(new KillSwitch()))
            {
                var engine = new EmbeddedEngine(
                    new Stores.ObservedEventStore(store, kill), [WorkflowHandler.For(Shape, DoAsync)], [world.Step()], world.Time, world.Options);
                try
                {
                    await engine.StartAsync(Shape, "run", 1, shape, CancellationToken.None);
                    for (var turn = 0; !(await engine.RunUntilIdleAsync("run", CancellationToken.None)).Final; turn++)
                    {
                        Assert.True(turn < 200, "It does not end.");
                        await engine.WakeAsync("run", CancellationToken.None);
                        world.Time.Advance(World.Hour / 2);
                    }
                }
                catch (ProcessKilledException)
                {
                    world.Time.Advance(world.Options.LeaseDuration);
                }
            }

            Assert.Equal(Expected(shape), (await store.FindAsync("run", CancellationToken.None))!.Output?.GetString());
            var facts = await store.ReadAsync("run", CancellationToken.None);
            for (var count = 1; count <= facts.Count; count++)
            {
                Assert.Null(HistoryReplayer.Replay([.. facts.Take(count)], WorkflowHandler.For(Shape, DoAsync)));
            }
        }, iter: 150);

    private static async Task<string> DoAsync(IWorkflowContext context, string shape)
    {
        var done = "";
        for (var i = 0; i < shape.Length; i++)
        {
            switch (shape[i])
            {
                case 's':
                    done += (await context.CallAsync(World.Work, $"s{i}")).Require();
                    break;
                case 'p':
                    done += World.Join(await context.CallAllAsync(World.Work, [$"p{i}", $"q{i}", $"r{i}"], 2));
                    break;
                case 'w':
                    await context.WaitAsync(context.UtcNow + World.Hour);
                    done += "w";
                    break;
                case 'd':
                    await context.DelayUntilAsync(context.UtcNow + World.Hour);
                    done += "d";
                    break;
                default:
                    var before = shape[..Math.Min(i, 2)].Replace('c', 's');
                    done += World.Join(await context.CallWorkflowsAsync(Shape, [new($"a{i}", before), new($"b{i}", before)], 1 + (i % 2)));
                    break;
            }
        }

        return done;
    }

    private static string Expected(string shape) => string.Concat(shape.Select((call, i) => call switch
    {
        's' => $"s{i}",
        'p' => $"p{i}, q{i}, r{i}",
        'w' or 'd' => $"{call}",
        _ => string.Join(", ", Enumerable.Repeat(Expected(shape[..Math.Min(i, 2)].Replace('c', 's')), 2)),
    }));
}
