using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class HostTests : IAsyncDisposable
{
    // Time passes quickly here; no lease runs out by that.
    private readonly World _world = new(Medium.Sqlite) { Options = new EngineOptions { LeaseDuration = TimeSpan.FromDays(1) } };
    private readonly CancellationTokenSource _stop = new();
    private readonly Gate _gate = new();

    public async ValueTask DisposeAsync()
    {
        _gate.Open();
        await _stop.CancelAsync();
        _stop.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_host_drives_what_is_started_rung_and_due()
    {
        var engine = await _world.EngineAsync(WaitsAsync);
        var hosting = engine.RunAsync(_stop.Token);
        await engine.StartAsync(World.Main, "rung", 1, "", World.Token);
        await engine.StartAsync(World.Main, "due", 1, "", World.Token);
        await _world.PassTimeUntilAsync(() => _world.Ran.Lines.Count == 2);

        var rang = _world.Time.GetUtcNow();
        await engine.WakeAsync("rung", World.Token);
        await EndedAsync(engine, "rung");
        Assert.InRange(_world.Time.GetUtcNow() - rang, TimeSpan.Zero, World.Hour / 2);
        Assert.Equal("Woken", await OutputAsync(engine, "rung"));

        _world.Time.Advance(World.Hour);
        await EndedAsync(engine, "due");
        Assert.Equal("Deadline", await OutputAsync(engine, "due"));
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_host_notices_what_another_process_started_and_rang()
    {
        var engine = await _world.EngineAsync(WaitsAsync, owner: "host");
        var other = await _world.EngineAsync(WaitsAsync, owner: "other");
        var hosting = engine.RunAsync(_stop.Token);

        await other.StartAsync(World.Main, "run", 1, "", World.Token);
        await _world.PassTimeUntilAsync(() => _world.Ran.Lines.Count == 1);
        var rang = _world.Time.GetUtcNow();
        await other.WakeAsync("run", World.Token);
        await EndedAsync(other, "run");
        Assert.InRange(_world.Time.GetUtcNow() - rang, TimeSpan.Zero, World.Hour / 2);

        Assert.Equal("Woken", await OutputAsync(other, "run"));
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_host_takes_over_what_a_crashed_process_left()
    {
        var kill = new KillSwitch();
        var crashed = await _world.EngineAsync(WaitsAsync, work: AtGateAsync, owner: "crashed", observer: kill);
        await crashed.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = crashed.RunUntilIdleAsync("run", World.Token);
        await _gate.Reached;
        kill.Kill();
        _world.Time.Advance(_world.Options.LeaseDuration);

        var engine = await _world.EngineAsync(WaitsAsync, owner: "host");
        var hosting = engine.RunAsync(_stop.Token);
        await _world.PassTimeUntilAsync(() => _world.Ran.Lines.Count == 2);

        _gate.Open();
        await Assert.ThrowsAsync<ProcessKilledException>(() => driving);
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_host_tries_a_diverged_run_once_and_a_newer_program_goes_on_with_it()
    {
        var old = await _world.EngineAsync(WaitsAsync);
        await old.StartAsync(World.Main, "run", 1, "", World.Token);
        await old.RunUntilIdleAsync("run", World.Token);
        var kill = new KillSwitch();
        var wrong = await _world.EngineAsync((_, _) => Task.FromResult("wrong"), observer: kill);
        using (var stop = new CancellationTokenSource())
        {
            var hosting = wrong.RunAsync(stop.Token);
            await _world.PassTimeUntilAsync(async () => await wrong.GetAsync("run", World.Token) is { State: InstanceState.Diverged });
            for (var i = 0; i < 100; i++)
            {
                _world.Time.Advance(_world.Options.PollInterval);
                await Task.Yield();
            }

            await stop.CancelAsync();
            await hosting;
        }

        Assert.Single(kill.Writes, write => write == "engine lease run");

        var right = await _world.EngineAsync(WaitsAsync);
        var again = right.RunAsync(_stop.Token);
        await _world.PassTimeUntilAsync(async () => await right.GetAsync("run", World.Token) is { State: InstanceState.Running });
        await _stop.CancelAsync();
        await again;
    }

    [Fact]
    public async Task A_host_at_rest_writes_nothing()
    {
        var kill = new KillSwitch();
        var engine = await _world.EngineAsync(
            async (context, _) =>
            {
                await context.DelayUntilAsync(context.UtcNow + TimeSpan.FromDays(1));
                return "";
            },
            observer: kill);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);

        // A ring that nobody waits for makes the run due once, not again and again.
        await engine.WakeAsync("run", World.Token);
        var hosting = engine.RunAsync(_stop.Token);
        await _world.PassTimeUntilAsync(() => kill.Writes.Count(write => write == "engine release run") >= 2);
        for (var i = 0; i < 100; i++)
        {
            _world.Time.Advance(_world.Options.PollInterval);
            await Task.Yield();
        }

        Assert.InRange(kill.Writes.Count(write => write == "engine lease run"), 2, 3);
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_host_drives_no_more_runs_at_a_time_than_it_may()
    {
        await using var world = new World { Options = new EngineOptions { MaxConcurrentRuns = 2 } };
        var engine = await world.EngineAsync(WaitsAsync, work: AtGateAsync);
        for (var i = 0; i < 5; i++)
        {
            await engine.StartAsync(World.Main, $"run-{i}", 1, "", World.Token);
        }

        var hosting = engine.RunAsync(_stop.Token);
        await world.PassTimeUntilAsync(() => world.Ran.Lines.Count == 2);
        world.Time.Advance(World.Hour);
        Assert.Equal(2, world.Ran.Lines.Count);

        _gate.Open();
        await world.PassTimeUntilAsync(() => world.Ran.Lines.Count == 5);
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_host_outlives_a_store_that_a_step_needs()
    {
        var down = true;
        var engine = await _world.EngineAsync(WaitsAsync, work: (_, _, _) =>
            down ? throw new StoreException(StoreCodes.Unavailable.Finding("The store is away.")) : Task.FromResult(""));
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var hosting = engine.RunAsync(_stop.Token);
        await _world.PassTimeUntilAsync(() => _world.Ran.Lines.Count >= 2);
        down = false;

        await _world.PassTimeUntilAsync(async () => (await engine.ExportAsync("run", World.Token))!.Contains("WaitStarted", StringComparison.Ordinal));

        Assert.Single(_world.Ran.Lines.Distinct());
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_host_removes_what_ended_before_its_retention()
    {
        var engine = await _world.EngineAsync((_, input) => Task.FromResult(input));
        await engine.StartAsync(World.Main, "old", 1, "", World.Token);
        await engine.RunUntilIdleAsync("old", World.Token);
        _world.Time.Advance(_world.Options.Retention!.Value);
        await engine.StartAsync(World.Main, "new", 1, "", World.Token);
        await engine.RunUntilIdleAsync("new", World.Token);
        _world.Time.Advance(TimeSpan.FromTicks(1));

        var hosting = engine.RunAsync(_stop.Token);
        await _world.PassTimeUntilAsync(async () => await engine.GetAsync("old", World.Token) is null);

        Assert.NotNull(await engine.GetAsync("new", World.Token));
        await _stop.CancelAsync();
        await hosting;
    }

    [Fact]
    public async Task A_waiting_caller_drives_through_timers_and_bells_to_the_end()
    {
        var engine = await _world.EngineAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow + World.Hour);
            return (await context.WaitAsync(context.UtcNow + TimeSpan.FromDays(1))).ToString();
        });
        var other = await _world.EngineAsync(WaitsAsync, owner: "other");
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var waiting = engine.RunToEndAsync("run", TimeSpan.FromDays(7), World.Token);
        await _world.PassTimeUntilAsync(async () =>
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            return (await engine.ExportAsync("run", World.Token))!.Contains("WaitStarted", StringComparison.Ordinal);
        });

        await other.WakeAsync("run", World.Token);
        await _world.PassTimeUntilAsync(() => waiting.IsCompleted);

        Assert.Equal("Woken", (await waiting).Output?.GetString());
    }

    [Fact]
    public async Task The_timeout_of_a_waiting_caller_ends_waiting_and_not_work()
    {
        var engine = await _world.EngineAsync(WaitsAsync, work: AtGateAsync);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var waiting = engine.RunToEndAsync("run", TimeSpan.Zero, World.Token);
        await _gate.Reached;
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);

        _gate.Open();
        var outcome = await waiting;

        Assert.Equal(DriveState.Waiting, outcome.State);
        Assert.Equal(_world.Time.GetUtcNow() + World.Hour, outcome.NextTimer);
    }

    [Fact]
    public async Task A_waiting_caller_watches_a_run_that_another_process_drives()
    {
        var host = await _world.EngineAsync(WaitsAsync, work: AtGateAsync, owner: "host");
        var caller = await _world.EngineAsync(WaitsAsync, owner: "caller");
        await host.StartAsync(World.Main, "run", 1, "", World.Token);
        var hosting = host.RunAsync(_stop.Token);
        await _gate.Reached;
        var waiting = caller.RunToEndAsync("run", TimeSpan.FromDays(1), World.Token);

        _gate.Open();
        await host.WakeAsync("run", World.Token);
        await _world.PassTimeUntilAsync(() => waiting.IsCompleted);

        Assert.Equal("Woken", (await waiting).Output?.GetString());
        Assert.Single(_world.Ran.Lines);
        await _stop.CancelAsync();
        await hosting;
    }

    private async Task<string> WaitsAsync(IWorkflowContext context, string input)
    {
        await context.CallAsync(World.Work, "");
        return (await context.WaitAsync(context.UtcNow + World.Hour)).ToString();
    }

    private async Task<string> AtGateAsync(StepContext context, string input, CancellationToken cancellation)
    {
        await _gate.PassAsync();
        return "";
    }

    private Task EndedAsync(EmbeddedEngine engine, string id) =>
        _world.PassTimeUntilAsync(async () => await engine.GetAsync(id, World.Token) is { State: InstanceState.Completed });

    private static async Task<string?> OutputAsync(EmbeddedEngine engine, string id) => (await engine.GetAsync(id, World.Token))!.Output?.GetString();
}
