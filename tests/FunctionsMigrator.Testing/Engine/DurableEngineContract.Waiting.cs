using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about bells and instants.
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
        var settling = Engine.SettleAsync("run");
        await GateOf("gate").Reached;
        Assert.True(await Engine.Client.WakeAsync("run", default));
        GateOf("gate").Open();

        Assert.Equal("Woken", (await settling)!.Output?.GetString());
    }

    [Fact]
    public async Task Many_rings_before_a_wait_are_one()
    {
        await StartAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "gate");
            return await TwoWaits(context, "");
        });
        var settling = Engine.SettleAsync("run");
        await GateOf("gate").Reached;
        for (var ring = 0; ring < 3; ring++)
        {
            Assert.True(await Engine.Client.WakeAsync("run", default));
        }

        GateOf("gate").Open();

        Assert.Equal(InstanceState.Running, (await settling)!.State);
        await Engine.Client.WakeAsync("run", default);
        Assert.Equal("Woken Woken", (await Engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_ring_is_used_up_by_the_wait_that_it_ends()
    {
        await StartAsync(TwoWaits);
        await Engine.SettleAsync("run");
        await Engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await Engine.SettleAsync("run"))!.State);

        await Engine.Client.WakeAsync("run", default);

        Assert.Equal("Woken Woken", (await Engine.SettleAsync("run"))!.Output?.GetString());
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
}
