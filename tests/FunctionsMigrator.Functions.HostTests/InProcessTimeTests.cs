using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Functions.HostTests;

/// <summary>Timers of the real framework, which has no fake time: short ones.</summary>
public sealed class InProcessTimeTests : IAsyncDisposable
{
    private static readonly WorkflowName<string, string> Main = new("main");
    private readonly InProcessHarness _engine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_wait_ends_at_its_deadline()
    {
        var view = await RunAsync(async context =>
        {
            var deadline = context.UtcNow + TimeSpan.FromSeconds(1);
            return $"{await context.WaitAsync(deadline)} {context.UtcNow >= deadline}";
        });

        Assert.Equal("Deadline True", view.Output?.GetString());
    }

    [Fact]
    public async Task A_delay_is_not_ended_by_a_ring_and_leaves_it_for_the_next_wait()
    {
        await OpenAsync(async context =>
        {
            var end = context.UtcNow + TimeSpan.FromSeconds(1);
            await context.DelayUntilAsync(end);
            return $"{context.UtcNow >= end} {await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1))}";
        });
        await _engine.Client.StartAsync(Main, "run", 1, "", Token);
        Assert.True(await _engine.Client.WakeAsync("run", Token));

        Assert.Equal("True Woken", (await _engine.EndAsync("run")).Output?.GetString());
    }

    [Fact]
    public async Task A_bell_leaves_no_timer_behind()
    {
        await OpenAsync(async context => (await context.WaitAsync(context.UtcNow + TimeSpan.FromDays(30))).ToString());
        await _engine.Client.StartAsync(Main, "run", 1, "", Token);
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", Token);

        Assert.Equal("Woken", (await _engine.EndAsync("run")).Output?.GetString());
    }

    private Task OpenAsync(Func<IWorkflowContext, Task<string>> code) => _engine.OpenAsync([WorkflowHandler.For(Main, (context, _) => code(context))], []);

    private async Task<InstanceView> RunAsync(Func<IWorkflowContext, Task<string>> code)
    {
        await OpenAsync(code);
        await _engine.Client.StartAsync(Main, "run", 1, "", Token);
        return await _engine.EndAsync("run");
    }
}
