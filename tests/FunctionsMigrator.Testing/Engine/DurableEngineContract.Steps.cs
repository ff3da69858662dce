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

        Assert.Equal(6, Ran.Lines.Distinct().Count());
        Assert.All(Ran.Lines, line => Assert.StartsWith("work same run#", line, StringComparison.Ordinal));
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
        var settling = Engine.SettleAsync("run");
        await GateOf("gate 1").Reached;
        await UntilAsync(() => Ran.Lines.Count == 4);
        GateOf("gate 1").Open();

        Assert.Equal("gate 1 done, b done, c done, d done", (await settling)!.Output?.GetString());
    }

    [Fact]
    public async Task Parallel_steps_run_at_the_same_time_up_to_the_limit()
    {
        await StartAsync(async (context, _) => Join(await context.CallAllAsync(Work, ["gate 1", "gate 2", "gate 3", "gate 4"], 2)));
        var settling = Engine.SettleAsync("run");

        await Task.WhenAll(GateOf("gate 1").Reached, GateOf("gate 2").Reached);
        Assert.Equal(2, Ran.Lines.Count);

        GateOf("gate 2").Open();
        await GateOf("gate 3").Reached;
        Assert.Equal(3, Ran.Lines.Count);

        foreach (var gate in new[] { "gate 1", "gate 3", "gate 4" })
        {
            GateOf(gate).Open();
        }

        Assert.Equal(InstanceState.Completed, (await settling)!.State);
    }

    [Fact]
    public async Task No_inputs_have_no_answers()
    {
        var view = await RunAsync(async (context, _) =>
            $"{(await context.CallAllAsync(Work, [], 1)).Count} {(await context.CallWorkflowsAsync(Child, [], 1)).Count}");

        Assert.Equal("0 0", view.Output?.GetString());
    }
}
