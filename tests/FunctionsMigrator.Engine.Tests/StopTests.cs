using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class StopTests : IAsyncDisposable
{
    private readonly World _world = new(Medium.Sqlite);
    private readonly CancellationTokenSource _stop = new();
    private readonly Gate _gate = new();

    public async ValueTask DisposeAsync()
    {
        _gate.Open();
        _stop.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_drive_stops_its_step_and_leaves_the_run_free_and_resumable()
    {
        var engine = await _world.EngineAsync(TwoStepsAsync, work: async (_, input, cancellation) =>
        {
            if (input == "two")
            {
                await Task.WhenAny(_gate.PassAsync(), Task.Delay(Timeout.Infinite, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }

            return input;
        });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = engine.RunUntilIdleAsync("run", _stop.Token);
        await _gate.Reached;

        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => driving);

        var other = await _world.EngineAsync(TwoStepsAsync, owner: "other");
        Assert.Equal("one two", (await other.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
        Assert.Equal(["one run#1", "two run#3", "two run#3"], _world.Ran.Lines);
    }

    [Fact]
    public async Task What_a_step_answers_though_it_was_asked_to_stop_is_recorded()
    {
        var engine = await _world.EngineAsync(TwoStepsAsync, work: async (_, input, _) =>
        {
            await _gate.PassAsync();
            return input;
        });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = engine.RunUntilIdleAsync("run", _stop.Token);
        await _gate.Reached;

        await _stop.CancelAsync();
        _gate.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => driving);
        Assert.Equal(["one run#1"], _world.Ran.Lines);

        Assert.Equal(DriveState.Completed, (await engine.RunUntilIdleAsync("run", World.Token)).State);
        Assert.Equal(["one run#1", "two run#3"], _world.Ran.Lines);
    }

    [Fact]
    public async Task A_cancelled_drive_ends_among_children_and_waits()
    {
        var engine = await _world.EngineAsync(
            async (context, _) => World.Join(await context.CallWorkflowsAsync(World.Child, [new("1", "works"), new("2", "waits")], 2)),
            async (context, input) => input == "works"
                ? (await context.CallAsync(World.Work, "")).Require()
                : (await context.WaitAsync(context.UtcNow + World.Hour)).ToString(),
            async (_, _, cancellation) =>
            {
                await Task.WhenAny(_gate.PassAsync(), Task.Delay(Timeout.Infinite, cancellation));
                cancellation.ThrowIfCancellationRequested();
                return "";
            });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = engine.RunUntilIdleAsync("run", _stop.Token);
        await _gate.Reached;

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => driving);
    }

    [Fact]
    public async Task A_step_whose_store_fails_is_not_recorded_and_runs_again()
    {
        var down = true;
        var engine = await _world.EngineAsync(
            async (context, _) => World.Join(await context.CallAllAsync(World.Work, ["a", "b", "c"], 1)),
            work: (_, input, _) => down && input == "b" ? throw new StoreException(StoreCodes.Full.Finding("No space.")) : Task.FromResult(input));
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);

        var outcome = await engine.RunUntilIdleAsync("run", World.Token);
        down = false;

        Assert.Equal((DriveState.Unavailable, "STO002"), (outcome.State, outcome.Problem?.Code));
        Assert.Equal("a, b, c", (await engine.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
        Assert.Equal(["a run#1.0", "b run#1.1", "b run#1.1", "c run#1.2"], _world.Ran.Lines);
    }

    [Fact]
    public async Task A_step_costs_one_durable_write()
    {
        var kill = new KillSwitch();
        var engine = await _world.EngineAsync(
            async (context, _) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    await context.CallAsync(World.Work, "");
                }

                return "";
            },
            observer: kill);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(
            [
                "engine create run",
                "engine lease run",
                "engine append run 1 StepScheduled",
                .. Enumerable.Range(1, 9).Select(i => $"engine append run {2 * i} StepCompleted, {(2 * i) + 1} StepScheduled"),
                "engine append run 20 StepCompleted, 21 InstanceCompleted",
                "engine release run",
            ],
            kill.Writes);
    }

    [Fact]
    public async Task The_exception_of_a_step_is_in_the_log_under_its_incident()
    {
        var engine = await _world.EngineAsync(
            async (context, _) => (await context.CallAsync(World.Work, "")).Failure!.Message, work: (_, _, _) => throw new InvalidOperationException("the cause"));
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var message = (await engine.RunUntilIdleAsync("run", World.Token)).Output!.Value.GetString()!;

        var line = Assert.Single(_world.Log.Lines, line => line.Event == "StepThrew");
        Assert.Equal("the cause", line.Exception?.Message);
        Assert.Contains(message[^9..^1], line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_id_that_another_run_has_is_a_failure_of_that_child()
    {
        var engine = await _world.EngineAsync(
            async (context, input) => input == "first" ? "" : World.Join(await context.CallWorkflowsAsync(World.Child, [new("1", ""), new("2", "fine")], 2)));
        await engine.StartAsync(World.Main, "run.1", 1, "first", World.Token);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);

        Assert.Equal("ENG012, fine", (await engine.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        var engine = await _world.EngineAsync(TwoStepsAsync);

        await Assert.ThrowsAsync<ArgumentException>(() => engine.StartAsync(World.Main, id, 1, "", World.Token));
    }

    [Fact]
    public async Task Only_runs_can_be_driven()
    {
        var engine = await _world.EngineAsync(
            async (context, _) => World.Join(await context.CallWorkflowsAsync(World.Child, [new("1", "")], 1)),
            async (context, _) => (await context.WaitAsync(context.UtcNow + World.Hour)).ToString());
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(DriveState.NotFound, (await engine.RunUntilIdleAsync("nobody", World.Token)).State);
        Assert.Equal(DriveState.NotFound, (await engine.RunUntilIdleAsync("run.1", World.Token)).State);
    }

    private static async Task<string> TwoStepsAsync(IWorkflowContext context, string input) =>
        $"{(await context.CallAsync(World.Work, "one")).Require()} {(await context.CallAsync(World.Work, "two")).Require()}";
}
