using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>
/// What an engine promises over restarts and over time, on top of <see cref="DurableEngineContract"/>: for engines whose process can be killed under a test and
/// whose time is a fake one.
/// </summary>
public abstract partial class RestartableEngineContract : DurableEngineContract
{
    /// <summary>The engine under test.</summary>
    protected new IRestartableEngineHarness Engine => (IRestartableEngineHarness)base.Engine;

    /// <summary>A harness over empty storage.</summary>
    protected abstract Task<IRestartableEngineHarness> CreateRestartableHarnessAsync();

    /// <inheritdoc/>
    protected sealed override async Task<IEngineHarness> CreateHarnessAsync() => await CreateRestartableHarnessAsync();

    /// <summary>Kills the process while a step with this input runs; what the step answers then is lost.</summary>
    protected async Task KillAtAsync(string gate)
    {
        var settling = Engine.SettleAsync("run");
        await GateOf(gate).Reached;
        await Engine.KillAsync();
        GateOf(gate).Open();
        Assert.Null(await settling);
    }

    /// <summary>Begins another process with this code, and lets "run" go as far as it goes.</summary>
    protected async Task<InstanceView> ReopenAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await OpenAsync(main);
        return (await Engine.SettleAsync("run"))!;
    }

    [Fact]
    public async Task A_recorded_step_never_runs_again()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");

        var view = await ReopenAsync(TwoSteps);

        Assert.Equal("first done, second done", view.Output?.GetString());
        Assert.Equal(1, Ran.Count("work first run#1"));
    }

    [Fact]
    public async Task A_step_without_a_recorded_answer_runs_again_under_the_same_key()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");

        await ReopenAsync(TwoSteps);

        var second = Ran.Lines.Where(line => line.StartsWith("work second", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, second.Length);
        Assert.Single(second.Distinct());
    }

    [Fact]
    public async Task Answers_of_parallel_steps_are_recorded_as_they_come()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) => Join(await context.CallAllAsync(Work, ["a", "gate", "c"], 3));
        await StartAsync(code);
        var settling = Engine.SettleAsync("run");
        await GateOf("gate").Reached;
        await UntilAsync(async () => await Engine.CountAnswersAsync("run") == 2);

        await Engine.KillAsync();
        GateOf("gate").Open();
        await settling;
        var view = await ReopenAsync(code);

        Assert.Equal("a done, gate done, c done", view.Output?.GetString());
        Assert.Equal([1, 2, 1], new[] { "work a run#1.0", "work gate run#1.1", "work c run#1.2" }.Select(Ran.Count));
    }

    [Fact]
    public async Task A_crash_among_children_repeats_none_that_ended()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) =>
            Join(await context.CallWorkflowsAsync(Child, [new("1", "a"), new("2", "gate"), new("3", "c")], 1));
        Func<IWorkflowContext, string, Task<string>> child = async (context, input) =>
        {
            await context.CallAsync(Other, input);
            return (await context.CallAsync(Work, input)).Require();
        };
        await OpenAsync(code, child);
        await Engine.Client.StartAsync(Main, "run", 1, "", default);
        await KillAtAsync("gate");

        await OpenAsync(code, child);
        var view = (await Engine.SettleAsync("run"))!;

        Assert.Equal("a done, gate done, c done", view.Output?.GetString());
        Assert.Equal(
            [1, 1, 1, 2, 1, 1],
            new[] { "other a run.1#1", "work a run.1#3", "other gate run.2#1", "work gate run.2#3", "other c run.3#1", "work c run.3#3" }.Select(Ran.Count));
    }

    [Fact]
    public async Task A_log_line_is_silent_in_replay()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) =>
        {
            context.Log("one");
            await context.CallAsync(Work, "a");
            context.Log("two");
            await context.WaitAsync(context.UtcNow + Hour);
            context.Log("three");
            return "";
        };
        await StartAsync(code);
        await Engine.SettleAsync("run");
        await Engine.KillAsync();
        await Engine.AdvanceAsync(Hour);
        await ReopenAsync(code);

        Assert.Equal(["one", "two", "three"], Engine.WorkflowLog);
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
        Assert.DoesNotContain(Ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ring_survives_a_crash()
    {
        await StartAsync(TwoWaits);
        await Engine.SettleAsync("run");
        await Engine.Client.WakeAsync("run", default);
        await Engine.KillAsync();

        await ReopenAsync(TwoWaits);
        await Engine.AdvanceAsync(2 * Hour);

        Assert.Equal("Woken Deadline", (await Engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task An_instance_that_failed_stays_so_under_better_code()
    {
        await StartAsync((_, _) => throw new InvalidOperationException("a secret"));
        Assert.Equal(InstanceState.Failed, (await Engine.SettleAsync("run"))!.State);

        await Engine.KillAsync();

        Assert.Equal(InstanceState.Failed, (await ReopenAsync((_, _) => Task.FromResult("better"))).State);
    }
}
