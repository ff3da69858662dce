using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about code that changes while runs are open.
public abstract partial class DurableEngineContract
{
    [Fact]
    public async Task Code_that_does_not_fit_its_history_diverges_with_both_sides_and_appends_nothing()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");
        var facts = await _engine.CountFactsAsync("run");

        var view = await ReopenAsync(async (context, _) => (await context.CallAsync(Other, "first")).Require());

        Assert.Equal(InstanceState.Diverged, view.State);
        Assert.Contains("ENG020", view.Problem, StringComparison.Ordinal);
        Assert.Contains("position 1", view.Problem, StringComparison.Ordinal);
        Assert.Contains("step 'work'", view.Problem, StringComparison.Ordinal);
        Assert.Contains("step 'other'", view.Problem, StringComparison.Ordinal);
        Assert.Contains("changed without a version?", view.Problem, StringComparison.Ordinal);
        Assert.Equal(facts, await _engine.CountFactsAsync("run"));
        Assert.DoesNotContain(_ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_diverged_instance_goes_on_when_the_code_fits_again()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");
        Assert.Equal(InstanceState.Diverged, (await ReopenAsync((_, _) => Task.FromResult("ends too early"))).State);

        var view = await ReopenAsync(TwoSteps);

        Assert.Equal((InstanceState.Completed, "first done, second done", null), (view.State, view.Output?.GetString(), view.Problem));
        Assert.Equal(1, _ran.Count("work first run#1"));
    }

    [Fact]
    public async Task A_run_keeps_the_version_it_started_under()
    {
        static async Task<string> Old(IWorkflowContext context, string input)
        {
            await context.CallAsync(Work, "first");
            return (await context.CallAsync(Work, "gate")).Require();
        }

        static async Task<string> New(IWorkflowContext context, string input)
        {
            if (context.Version >= 2)
            {
                await context.CallAsync(Other, "new in 2");
            }

            return await Old(context, input);
        }

        await StartAsync(Old);
        await KillAtAsync("gate");

        Assert.Equal(InstanceState.Completed, (await ReopenAsync(New)).State);
        Assert.DoesNotContain(_ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }
}
