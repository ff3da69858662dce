using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about bells, timers and time.
public abstract partial class DurableEngineContract
{
    [Fact]
    public async Task A_bell_rung_before_the_wait_is_kept()
    {
        await StartAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "gate");
            return (await context.WaitAsync(context.UtcNow + Hour)).ToString();
        });
        var settling = _engine.SettleAsync("run");
        await GateOf("gate").Reached;
        Assert.True(await _engine.Client.WakeAsync("run", default));
        GateOf("gate").Open();

        Assert.Equal("Woken", (await settling)!.Output?.GetString());
    }

    [Fact]
    public async Task Many_rings_are_one()
    {
        await StartAsync(TwoWaits);
        await _engine.Client.WakeAsync("run", default);
        await _engine.Client.WakeAsync("run", default);
        await _engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.AdvanceAsync(2 * Hour);

        Assert.Equal("Woken Deadline", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_ring_is_used_up_by_the_wait_that_it_ends()
    {
        await StartAsync(TwoWaits);
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.Client.WakeAsync("run", default);

        Assert.Equal("Woken Woken", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_ring_survives_a_crash()
    {
        await StartAsync(TwoWaits);
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        await _engine.KillAsync();

        await ReopenAsync(TwoWaits);
        await _engine.AdvanceAsync(2 * Hour);

        Assert.Equal("Woken Deadline", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_wait_ends_at_its_deadline_and_not_before()
    {
        await StartAsync(async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        await _engine.SettleAsync("run");

        await _engine.AdvanceAsync(Hour - TimeSpan.FromTicks(1));
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.AdvanceAsync(TimeSpan.FromTicks(1));
        Assert.Equal("Deadline", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_bell_leaves_no_timer_behind()
    {
        await StartAsync(async (context, _) =>
        {
            await context.WaitAsync(context.UtcNow + Hour);
            return (await context.WaitAsync(context.UtcNow + (3 * Hour))).ToString();
        });
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        await _engine.SettleAsync("run");

        await _engine.AdvanceAsync(2 * Hour);

        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);
    }

    [Fact]
    public async Task A_delay_is_not_ended_by_a_ring_and_leaves_it_for_the_next_wait()
    {
        await StartAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow + Hour);
            return (await context.WaitAsync(context.UtcNow + Hour)).ToString();
        });
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.AdvanceAsync(Hour);

        Assert.Equal("Woken", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_timer_survives_a_restart_and_fires_at_once_when_overdue()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) =>
        {
            var due = context.UtcNow + Hour;
            await context.DelayUntilAsync(due);
            return (context.UtcNow >= due).ToString();
        };
        await StartAsync(code);
        await _engine.SettleAsync("run");
        await _engine.KillAsync();
        await _engine.AdvanceAsync(3 * Hour);

        var view = await ReopenAsync(code);

        Assert.Equal("True", view.Output?.GetString());
    }

    [Fact]
    public async Task An_instant_in_the_past_is_over_at_once()
    {
        var view = await RunAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow - Hour);
            return (await context.WaitAsync(context.UtcNow - Hour)).ToString();
        });

        Assert.Equal("Deadline", view.Output?.GetString());
    }

    [Fact]
    public async Task UtcNow_only_moves_between_awaits()
    {
        await _engine.OpenAsync(
            [WorkflowHandler.For(Main, async (context, _) =>
            {
                var before = context.UtcNow;
                _engine.AdvanceAsync(Hour).GetAwaiter().GetResult();
                var still = context.UtcNow;
                await context.CallAsync(Work, "a");
                return $"{before == still} {context.UtcNow - before >= Hour}";
            })],
            Steps());
        await _engine.Client.StartAsync(Main, "run", 1, "", default);

        Assert.Equal("True True", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task UtcNow_of_a_replay_is_that_of_the_history()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) =>
        {
            var times = new List<DateTimeOffset> { context.UtcNow };
            await context.CallAsync(Work, "a");
            times.Add(context.UtcNow);
            await context.DelayUntilAsync(context.UtcNow + Hour);
            times.Add(context.UtcNow);
            await context.CallAsync(Other, string.Join(' ', times.Select(time => time.UtcTicks)));
            await context.CallAsync(Work, "gate");
            return "";
        };
        await StartAsync(code);
        await _engine.SettleAsync("run");
        await _engine.AdvanceAsync(2 * Hour);
        await KillAtAsync("gate");
        await _engine.AdvanceAsync(Hour);

        // The input of the recorded step must be the same again, or the replay would not fit.
        Assert.Equal(InstanceState.Completed, (await ReopenAsync(code)).State);
        Assert.Single(_ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }
}
