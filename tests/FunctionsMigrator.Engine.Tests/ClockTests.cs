using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class ClockTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task UtcNow_never_goes_back_when_the_clock_does()
    {
        var times = new List<DateTimeOffset>();
        var engine = await _world.EngineAsync(
            async (context, _) =>
            {
                times.Add(context.UtcNow);
                foreach (var step in new[] { "a", "b", "c" })
                {
                    await context.CallAsync(World.Work, step);
                    times.Add(context.UtcNow);
                }

                return "";
            },
            work: (_, input, _) =>
            {
                _world.Time.AdjustTime(_world.Time.GetUtcNow() + (input == "b" ? -World.Hour : World.Hour / 4));
                return Task.FromResult(input);
            });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(4, times.Count);
        Assert.Equal(times.Order(), times);
        Assert.Equal(times[1], times[2]);
    }

    [Fact]
    public async Task A_timer_is_not_over_early_when_the_clock_was_set_back()
    {
        var engine = await _world.EngineAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow + World.Hour);
            return "over";
        });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var due = (await engine.RunUntilIdleAsync("run", World.Token)).NextTimer;
        Assert.Equal(_world.Time.GetUtcNow() + World.Hour, due);

        _world.Time.AdjustTime(_world.Time.GetUtcNow() - World.Hour);
        _world.Time.Advance(World.Hour + (World.Hour / 2));
        Assert.Equal(DriveState.Waiting, (await engine.RunUntilIdleAsync("run", World.Token)).State);

        _world.Time.Advance(World.Hour / 2);
        Assert.Equal(DriveState.Completed, (await engine.RunUntilIdleAsync("run", World.Token)).State);
    }

    [Fact]
    public async Task An_instant_that_is_past_for_the_instance_is_over_though_the_clock_was_set_back()
    {
        var engine = await _world.EngineAsync(
            async (context, _) =>
            {
                await context.CallAsync(World.Work, "");
                await context.DelayUntilAsync(context.UtcNow);
                return (await context.WaitAsync(context.UtcNow)).ToString();
            },
            work: (_, _, _) =>
            {
                _world.Time.AdjustTime(_world.Time.GetUtcNow() - World.Hour);
                return Task.FromResult("");
            });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);

        Assert.Equal("Deadline", (await engine.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
    }

    [Fact]
    public async Task A_timer_that_comes_while_the_run_is_driven_is_served_then()
    {
        var gate = new FunctionsMigrator.Testing.Engine.Gate();
        var engine = await _world.EngineAsync(
            async (context, _) => World.Join(await context.CallWorkflowsAsync(World.Child, [new("1", "works"), new("2", "waits")], 2)),
            async (context, input) => input == "works"
                ? (await context.CallAsync(World.Work, "")).Require()
                : (await context.WaitAsync(context.UtcNow + World.Hour)).ToString(),
            async (_, _, _) =>
            {
                await gate.PassAsync();
                return "worked";
            });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = engine.RunUntilIdleAsync("run", World.Token);
        await gate.Reached;

        await _world.PassTimeUntilAsync(async () =>
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            return await engine.GetAsync("run.2", World.Token) is { State: InstanceState.Completed };
        });

        gate.Open();
        Assert.Equal("worked, Deadline", (await driving).Output?.GetString());
    }
}
