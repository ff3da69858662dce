using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about steps: keys, answers, failures, and what runs side by side.
public abstract partial class DurableEngineContract
{
    [Fact]
    public async Task The_answer_of_a_workflow_is_its_output()
    {
        var view = await RunAsync(async (context, input) => (await context.CallAsync(Work, input)).Require() + "!");

        Assert.Equal(InstanceState.Completed, view.State);
        Assert.Equal("a done!", view.Output?.GetString());
        Assert.Equal(("run", "main", 1), (view.InstanceId, view.Workflow, view.Version));
    }

    [Fact]
    public async Task A_recorded_step_never_runs_again()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");

        var view = await ReopenAsync(TwoSteps);

        Assert.Equal("first done, second done", view.Output?.GetString());
        Assert.Equal(1, _ran.Count("work first run#1"));
    }

    [Fact]
    public async Task A_step_without_a_recorded_answer_runs_again_under_the_same_key()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");

        await ReopenAsync(TwoSteps);

        var second = _ran.Lines.Where(line => line.StartsWith("work second", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, second.Length);
        Assert.Single(second.Distinct());
    }

    [Fact]
    public async Task Every_call_has_a_key_of_its_own()
    {
        await RunAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "same");
            await context.CallAsync(Work, "same");
            await context.CallAllAsync(Work, ["same", "same", "same"], 3);
            await context.CallAllAsync(Work, ["same"], 1);
            return "";
        });

        Assert.Equal(6, _ran.Lines.Distinct().Count());
        Assert.All(_ran.Lines, line => Assert.StartsWith("work same run#", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_arrives_as_a_value()
    {
        var view = await RunAsync(async (context, _) =>
        {
            var reply = await context.CallAsync(Work, "fails");
            return $"{reply.Succeeded} {reply.Failure?.Code} {reply.Failure?.Message} {reply.Failure?.Retryable}";
        });

        Assert.Equal("False TST001 as asked True", view.Output?.GetString());
    }

    [Fact]
    public async Task An_exception_of_a_step_arrives_as_ENG010_with_an_incident_and_without_its_text()
    {
        var view = await RunAsync(async (context, _) => (await context.CallAsync(Work, "throws")).Failure!.ToString());

        var failure = view.Output!.Value.GetString()!;
        Assert.Contains("ENG010", failure, StringComparison.Ordinal);
        Assert.Matches("incident [0-9a-f]{8}", failure);
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_stand_in_the_order_of_the_inputs()
    {
        await StartAsync(async (context, _) => Join(await context.CallAllAsync(Work, ["gate 1", "b", "c", "d"], 2)));
        var settling = _engine.SettleAsync("run");
        await GateOf("gate 1").Reached;
        await UntilAsync(() => _ran.Lines.Count == 4);
        GateOf("gate 1").Open();

        Assert.Equal("gate 1 done, b done, c done, d done", (await settling)!.Output?.GetString());
    }

    [Fact]
    public async Task Parallel_steps_run_at_the_same_time_up_to_the_limit()
    {
        await StartAsync(async (context, _) => Join(await context.CallAllAsync(Work, ["gate 1", "gate 2", "gate 3", "gate 4", "gate 5"], 3)));
        var settling = _engine.SettleAsync("run");

        await Task.WhenAll(GateOf("gate 1").Reached, GateOf("gate 2").Reached, GateOf("gate 3").Reached);
        Assert.Equal(3, _ran.Lines.Count);

        GateOf("gate 2").Open();
        await GateOf("gate 4").Reached;
        Assert.Equal(4, _ran.Lines.Count);

        foreach (var gate in new[] { "gate 1", "gate 3", "gate 4", "gate 5" })
        {
            GateOf(gate).Open();
        }

        Assert.Equal(InstanceState.Completed, (await settling)!.State);
    }

    [Fact]
    public async Task Answers_of_parallel_steps_are_recorded_as_they_come()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) => Join(await context.CallAllAsync(Work, ["a", "gate", "c"], 3));
        await StartAsync(code);
        var settling = _engine.SettleAsync("run");
        await GateOf("gate").Reached;
        await UntilAsync(async () => await _engine.CountFactsAsync("run") == 4);

        await _engine.KillAsync();
        GateOf("gate").Open();
        await settling;
        var view = await ReopenAsync(code);

        Assert.Equal("a done, gate done, c done", view.Output?.GetString());
        Assert.Equal([1, 2, 1], new[] { "work a run#1.0", "work gate run#1.1", "work c run#1.2" }.Select(_ran.Count));
    }

    [Fact]
    public async Task No_inputs_have_no_answers()
    {
        var view = await RunAsync(async (context, _) =>
            $"{(await context.CallAllAsync(Work, [], 1)).Count} {(await context.CallWorkflowsAsync(Child, [], 1)).Count}");

        Assert.Equal("0 0", view.Output?.GetString());
    }
}
