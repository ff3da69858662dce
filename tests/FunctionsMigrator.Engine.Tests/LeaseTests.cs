using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class LeaseTests : IAsyncDisposable
{
    // Time passes quickly here; a lease is long enough for that.
    private readonly World _world = new(Medium.Sqlite) { Options = new EngineOptions { LeaseDuration = World.Hour } };
    private readonly Gate _gate = new();

    public async ValueTask DisposeAsync()
    {
        _gate.Open();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Two_engines_never_drive_one_run_at_once()
    {
        var (one, two) = await TwoEnginesAsync();
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = one.RunUntilIdleAsync("run", World.Token);
        await _gate.Reached;

        var other = await two.RunUntilIdleAsync("run", World.Token);
        var same = await one.RunUntilIdleAsync("run", World.Token);

        Assert.Equal((DriveState.LeasedElsewhere, "one"), (other.State, other.Owner));
        Assert.Equal(_world.Time.GetUtcNow() + _world.Options.LeaseDuration, other.LeasedUntil);
        Assert.Equal(DriveState.LeasedElsewhere, same.State);
        _gate.Open();
        Assert.Equal(DriveState.Completed, (await driving).State);
        Assert.Single(_world.Ran.Lines);
    }

    [Fact]
    public async Task A_run_at_rest_is_free_for_anybody()
    {
        var one = await _world.EngineAsync(WaitsAsync, owner: "one");
        var two = await _world.EngineAsync(WaitsAsync, owner: "two");
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        Assert.Equal(DriveState.Waiting, (await one.RunUntilIdleAsync("run", World.Token)).State);

        await two.WakeAsync("run", World.Token);

        Assert.Equal("Woken", (await two.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
    }

    [Fact]
    public async Task A_run_whose_owner_s_process_is_gone_is_taken_at_once_and_that_of_a_living_one_is_not()
    {
        var (one, two) = (await _world.OpenStoreAsync(), await _world.OpenStoreAsync());
        var engine = await _world.EngineAsync(OneStepAsync, store: two);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        Assert.NotNull((await one.LeaseAsync("run", "one", World.Hour, World.Token)).Granted);

        Assert.Equal("one", (await two.LeaseAsync("run", "two", World.Hour, World.Token)).HeldBy);
        await one.DisposeAsync();

        Assert.NotNull((await two.LeaseAsync("run", "two", World.Hour, World.Token)).Granted);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_world.File)!, "*-alive-*"));
    }

    [Fact]
    public async Task A_crashed_owner_keeps_its_run_until_the_lease_is_over_and_no_longer()
    {
        var kill = new KillSwitch();
        var one = await _world.EngineAsync(OneStepAsync, work: AtGateAsync, owner: "one", observer: kill);
        var two = await _world.EngineAsync(OneStepAsync, owner: "two");
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = one.RunUntilIdleAsync("run", World.Token);
        await _gate.Reached;
        kill.Kill();

        _world.Time.Advance(_world.Options.LeaseDuration - TimeSpan.FromTicks(1));
        Assert.Equal(DriveState.LeasedElsewhere, (await two.RunUntilIdleAsync("run", World.Token)).State);
        _world.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(DriveState.Completed, (await two.RunUntilIdleAsync("run", World.Token)).State);
        _gate.Open();
        await Assert.ThrowsAsync<ProcessKilledException>(() => driving);
    }

    [Fact]
    public async Task An_owner_that_was_overtaken_appends_nothing()
    {
        var (one, two) = await TwoEnginesAsync(new NoRenewal());
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = one.RunUntilIdleAsync("run", World.Token);
        await _gate.Reached;
        _world.Time.Advance(_world.Options.LeaseDuration);
        Assert.Equal(DriveState.Completed, (await two.RunUntilIdleAsync("run", World.Token)).State);
        var history = await two.ExportAsync("run", World.Token);

        _gate.Open();

        Assert.Equal(DriveState.LeasedElsewhere, (await driving).State);
        Assert.Equal(history, await two.ExportAsync("run", World.Token));
        Assert.Equal("two", (await two.GetAsync("run", World.Token))!.Output?.GetString());
    }

    [Fact]
    public async Task A_living_owner_prolongs_its_lease()
    {
        var (one, two) = await TwoEnginesAsync();
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = one.RunUntilIdleAsync("run", World.Token);
        await _gate.Reached;

        var until = _world.Time.GetUtcNow() + (10 * _world.Options.LeaseDuration);
        var prolonged = _world.Time.GetUtcNow();
        while (_world.Time.GetUtcNow() < until)
        {
            _world.Time.Advance(_world.Options.LeaseDuration / 3);
            await _world.PassTimeUntilAsync(async () =>
            {
                var other = await two.RunUntilIdleAsync("run", World.Token);
                Assert.Equal(DriveState.LeasedElsewhere, other.State);
                (var moved, prolonged) = (other.LeasedUntil > prolonged, other.LeasedUntil!.Value);
                return moved;
            });
        }

        _gate.Open();
        Assert.Equal("one", (await driving).Output?.GetString());
    }

    [Fact]
    public async Task An_overtaken_owner_stops_its_step_when_it_notices()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pause = new NoRenewal();
        var one = await _world.EngineAsync(OneStepAsync, owner: "one", observer: pause, work: async (_, _, cancellation) =>
        {
            begun.SetResult();
            await using var registered = cancellation.Register(stopped.SetResult);
            await stopped.Task;
            cancellation.ThrowIfCancellationRequested();
            return "one";
        });
        var two = await _world.EngineAsync(OneStepAsync, owner: "two");
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = one.RunUntilIdleAsync("run", World.Token);
        await begun.Task;
        _world.Time.Advance(_world.Options.LeaseDuration);
        Assert.Equal(DriveState.Completed, (await two.RunUntilIdleAsync("run", World.Token)).State);

        pause.Allowed = true;
        await _world.PassTimeUntilAsync(() => stopped.Task.IsCompleted);

        Assert.Equal(DriveState.LeasedElsewhere, (await driving).State);
    }

    [Fact]
    public async Task A_start_in_two_engines_at_once_makes_one_instance()
    {
        var one = await _world.EngineAsync(WaitsAsync, owner: "one");
        var two = await _world.EngineAsync(WaitsAsync, owner: "two");

        for (var i = 0; i < 20; i++)
        {
            var id = $"run-{i}";
            var started = await Task.WhenAll(
                Task.Run(() => one.StartAsync(World.Main, id, 1, "", World.Token)), Task.Run(() => two.StartAsync(World.Main, id, 1, "", World.Token)));
            Assert.Single(started, true);
        }
    }

    [Fact]
    public async Task A_bell_of_another_process_is_heard_while_the_run_is_driven()
    {
        static async Task<string> Main(IWorkflowContext context, string input) =>
            World.Join(await context.CallWorkflowsAsync(World.Child, [new("1", "works"), new("2", "waits")], 2));

        static async Task<string> Child(IWorkflowContext context, string input) => input == "works"
            ? (await context.CallAsync(World.Work, "")).Require()
            : (await context.WaitAsync(context.UtcNow + TimeSpan.FromDays(30))).ToString();

        var one = await _world.EngineAsync(Main, Child, AtGateAsync, owner: "one");
        var two = await _world.EngineAsync(Main, Child, owner: "two");
        await one.StartAsync(World.Main, "run", 1, "", World.Token);
        var driving = one.RunUntilIdleAsync("run", World.Token);
        await _gate.Reached;
        await _world.PassTimeUntilAsync(async () => await two.GetAsync("run.2", World.Token) is not null);

        Assert.True(await two.WakeAsync("run.2", World.Token));
        await _world.PassTimeUntilAsync(async () => await two.GetAsync("run.2", World.Token) is { State: InstanceState.Completed });

        _gate.Open();
        Assert.Equal("one, Woken", (await driving).Output?.GetString());
    }

    private static async Task<string> OneStepAsync(IWorkflowContext context, string input) => (await context.CallAsync(World.Work, "")).Require();

    private static async Task<string> WaitsAsync(IWorkflowContext context, string input) => (await context.WaitAsync(context.UtcNow + World.Hour)).ToString();

    private async Task<string> AtGateAsync(StepContext context, string input, CancellationToken cancellation)
    {
        await _gate.PassAsync();
        return "one";
    }

    // The first one's step waits at the gate.
    private async Task<(EmbeddedEngine One, EmbeddedEngine Two)> TwoEnginesAsync(IDurableWriteObserver? first = null) => (
        await _world.EngineAsync(OneStepAsync, work: AtGateAsync, owner: "one", observer: first),
        await _world.EngineAsync(OneStepAsync, work: (_, _, _) => Task.FromResult("two"), owner: "two"));

    // A process that hangs: its renewals do not get through.
    private sealed class NoRenewal : IDurableWriteObserver
    {
        public bool Allowed { get; set; }

        public ValueTask BeforeAsync(string write, CancellationToken cancellation)
        {
            if (write.StartsWith("engine renew ", StringComparison.Ordinal) && !Allowed)
            {
                throw new FunctionsMigrator.Core.Ports.StoreException(FunctionsMigrator.Core.Findings.Codes.EngineCodes.Unavailable.Finding("It hangs."));
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask AfterAsync(string write, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
