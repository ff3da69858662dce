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
        await _engine.Client.StartAsync(Main, "run", 7, "", default);
        var settling = _engine.SettleAsync("run");
        await GateOf("gate").Reached;
        await UntilAsync(() => _ran.Lines.Count == 3);
        GateOf("gate").Open();

        Assert.Equal("run.w.1 v7 gate done, run.w.2 v7 b done, run.w.3 v7 c done", (await settling)!.Output?.GetString());
        Assert.Equal("run.w.2 v7 b done", (await _engine.Client.GetAsync("run.w.2", default))!.Output?.GetString());
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
        await _engine.Client.StartAsync(Main, "run", 1, "", default);
        await KillAtAsync("gate");

        await OpenAsync(code, child);
        var view = (await _engine.SettleAsync("run"))!;

        Assert.Equal("a done, gate done, c done", view.Output?.GetString());
        Assert.Equal(
            [1, 1, 1, 2, 1, 1],
            new[] { "other a run.1#1", "work a run.1#3", "other gate run.2#1", "work gate run.2#3", "other c run.3#1", "work c run.3#3" }.Select(_ran.Count));
    }

    [Fact]
    public async Task Children_wait_side_by_side_and_each_has_its_own_bell()
    {
        await OpenAsync(
            async (context, _) => Join(await context.CallWorkflowsAsync(Child, [new("1", ""), new("2", "")], 2)),
            async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        await _engine.Client.StartAsync(Main, "run", 1, "", default);
        await _engine.SettleAsync("run");

        Assert.True(await _engine.Client.WakeAsync("run.2", default));
        await _engine.SettleAsync("run");
        Assert.Equal(InstanceState.Running, (await _engine.Client.GetAsync("run.1", default))!.State);
        Assert.Equal(InstanceState.Completed, (await _engine.Client.GetAsync("run.2", default))!.State);
        await _engine.AdvanceAsync(Hour);

        Assert.Equal("Deadline, Woken", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_child_whose_code_throws_is_a_failure_of_that_child_alone()
    {
        await OpenAsync(
            async (context, _) => string.Join(", ", (await context.CallWorkflowsAsync(Child, [new("1", "bad"), new("2", "good")], 2))
                .Select(reply => reply.Succeeded ? reply.Value : reply.Failure!.Code)),
            (_, input) => input == "bad" ? throw new InvalidOperationException("no") : Task.FromResult(input));
        await _engine.Client.StartAsync(Main, "run", 1, "", default);

        Assert.Equal("ENG011, good", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }
}
