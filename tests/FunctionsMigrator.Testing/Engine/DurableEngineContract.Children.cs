using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about child runs.
public abstract partial class DurableEngineContract
{
    [Fact]
    public async Task Children_answer_in_the_order_of_their_inputs_under_derived_ids_and_the_version_of_their_parent()
    {
        await OpenAsync(
            async (context, _) => Join(await context.CallWorkflowsAsync(Child, [new("w.1", "gate"), new("w.2", "b"), new("w.3", "c")], 2)),
            async (context, input) => $"{context.InstanceId} v{context.Version} {(await context.CallAsync(Work, input)).Require()}");
        await Engine.Client.StartAsync(Main, "run", 7, "", default);
        var settling = Engine.SettleAsync("run");
        await GateOf("gate").Reached;
        await UntilAsync(() => Ran.Lines.Count == 3);
        GateOf("gate").Open();

        Assert.Equal("run.w.1 v7 gate done, run.w.2 v7 b done, run.w.3 v7 c done", (await settling)!.Output?.GetString());
        Assert.Equal("run.w.2 v7 b done", (await Engine.Client.GetAsync("run.w.2", default))!.Output?.GetString());
    }

    [Fact]
    public async Task Children_wait_side_by_side_and_each_has_its_own_bell()
    {
        await OpenAsync(
            async (context, _) => Join(await context.CallWorkflowsAsync(Child, [new("1", ""), new("2", "")], 2)),
            async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        await Engine.Client.StartAsync(Main, "run", 1, "", default);
        await Engine.SettleAsync("run");

        Assert.True(await Engine.Client.WakeAsync("run.2", default));
        await Engine.SettleAsync("run");
        Assert.Equal(InstanceState.Running, (await Engine.Client.GetAsync("run.1", default))!.State);
        Assert.Equal(InstanceState.Completed, (await Engine.Client.GetAsync("run.2", default))!.State);

        Assert.True(await Engine.Client.WakeAsync("run.1", default));

        Assert.Equal("Woken, Woken", (await Engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_child_whose_code_throws_is_a_failure_of_that_child_alone()
    {
        await OpenAsync(
            async (context, _) => string.Join(", ", (await context.CallWorkflowsAsync(Child, [new("1", "bad"), new("2", "good")], 2))
                .Select(reply => reply.Succeeded ? reply.Value : reply.Failure!.Code)),
            (_, input) => input == "bad" ? throw new InvalidOperationException("no") : Task.FromResult(input));
        await Engine.Client.StartAsync(Main, "run", 1, "", default);

        Assert.Equal("ENG011, good", (await Engine.SettleAsync("run"))!.Output?.GetString());
    }
}
