using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about timers and time.
public abstract partial class RestartableEngineContract
{
    [Fact]
    public async Task A_wait_ends_at_its_deadline_and_not_before()
    {
        await StartAsync(async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        await Engine.SettleAsync("run");

        await Engine.AdvanceAsync(Hour - TimeSpan.FromTicks(1));
        Assert.Equal(InstanceState.Running, (await Engine.SettleAsync("run"))!.State);

        await Engine.AdvanceAsync(TimeSpan.FromTicks(1));
        Assert.Equal("Deadline", (await Engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_bell_leaves_no_timer_behind()
    {
        await StartAsync(async (context, _) =>
        {
            await context.WaitAsync(context.UtcNow + Hour);
            return (await context.WaitAsync(context.UtcNow + (3 * Hour))).ToString();
        });
        await Engine.SettleAsync("run");
        await Engine.Client.WakeAsync("run", default);
        await Engine.SettleAsync("run");

        await Engine.AdvanceAsync(2 * Hour);

        Assert.Equal(InstanceState.Running, (await Engine.SettleAsync("run"))!.State);
    }

    [Fact]
    public async Task A_delay_is_not_ended_by_a_ring_and_leaves_it_for_the_next_wait()
    {
        await StartAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow + Hour);
            return (await context.WaitAsync(context.UtcNow + Hour)).ToString();
        });
        await Engine.SettleAsync("run");
        await Engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await Engine.SettleAsync("run"))!.State);

        await Engine.AdvanceAsync(Hour);

        Assert.Equal("Woken", (await Engine.SettleAsync("run"))!.Output?.GetString());
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
        await Engine.SettleAsync("run");
        await Engine.KillAsync();
        await Engine.AdvanceAsync(3 * Hour);

        var view = await ReopenAsync(code);

        Assert.Equal("True", view.Output?.GetString());
    }

    [Fact]
    public async Task UtcNow_only_moves_between_awaits()
    {
        await Engine.OpenAsync(
            [WorkflowHandler.For(Main, async (context, _) =>
            {
                var before = context.UtcNow;
                Engine.AdvanceAsync(Hour).GetAwaiter().GetResult();
                var still = context.UtcNow;
                await context.CallAsync(Work, "a");
                return $"{before == still} {context.UtcNow - before >= Hour}";
            })],
            Steps());
        await Engine.Client.StartAsync(Main, "run", 1, "", default);

        Assert.Equal("True True", (await Engine.SettleAsync("run"))!.Output?.GetString());
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
        await Engine.SettleAsync("run");
        await Engine.AdvanceAsync(2 * Hour);
        await KillAtAsync("gate");
        await Engine.AdvanceAsync(Hour);

        // The input of the recorded step must be the same again, or the replay would not fit.
        Assert.Equal(InstanceState.Completed, (await ReopenAsync(code)).State);
        Assert.Single(Ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }
}
