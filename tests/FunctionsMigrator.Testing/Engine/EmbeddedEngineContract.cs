using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>
/// What the embedded engine promises beyond the others. A platform ends an instance whose code does not fit its history; this engine keeps it as it is and lets it
/// go on once the code fits again. And nothing moves until it is driven, so rings before that are one.
/// </summary>
public abstract class EmbeddedEngineContract : RestartableEngineContract
{
    private Task<int> CountFactsAsync() => ((EmbeddedEngineHarness)Engine).CountFactsAsync("run");

    [Fact]
    public async Task Code_that_does_not_fit_its_history_diverges_with_both_sides_and_appends_nothing()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");
        var facts = await CountFactsAsync();

        var view = await ReopenAsync(async (context, _) => (await context.CallAsync(Other, "first")).Require());

        Assert.Equal(InstanceState.Diverged, view.State);
        Assert.Contains("ENG020", view.Problem, StringComparison.Ordinal);
        Assert.Contains("position 1", view.Problem, StringComparison.Ordinal);
        Assert.Contains("step 'work'", view.Problem, StringComparison.Ordinal);
        Assert.Contains("step 'other'", view.Problem, StringComparison.Ordinal);
        Assert.Contains("changed without a version?", view.Problem, StringComparison.Ordinal);
        Assert.Equal(facts, await CountFactsAsync());
        Assert.DoesNotContain(Ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_diverged_instance_goes_on_when_the_code_fits_again()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");
        Assert.Equal(InstanceState.Diverged, (await ReopenAsync((_, _) => Task.FromResult("ends too early"))).State);

        var view = await ReopenAsync(TwoSteps);

        Assert.Equal((InstanceState.Completed, "first done, second done", null), (view.State, view.Output?.GetString(), view.Problem));
        Assert.Equal(1, Ran.Count("work first run#1"));
    }

    [Fact]
    public async Task Many_rings_are_one()
    {
        await StartAsync(TwoWaits);
        await Engine.Client.WakeAsync("run", default);
        await Engine.Client.WakeAsync("run", default);
        await Engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await Engine.SettleAsync("run"))!.State);

        await Engine.AdvanceAsync(2 * Hour);

        Assert.Equal("Woken Deadline", (await Engine.SettleAsync("run"))!.Output?.GetString());
    }
}
