using System.Text;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about what hosts see of instances.
public abstract partial class DurableEngineContract
{
    [Fact]
    public async Task An_id_is_used_once()
    {
        await OpenAsync((_, input) => Task.FromResult(input));
        Assert.True(await _engine.Client.StartAsync(Main, "run", 1, "one", default));
        Assert.False(await _engine.Client.StartAsync(Main, "run", 2, "two", default));
        var view = (await _engine.SettleAsync("run"))!;
        Assert.Equal(("one", 1), (view.Output?.GetString(), view.Version));

        Assert.False(await _engine.Client.StartAsync(Main, "run", 1, "three", default));

        Assert.Equal("one", (await _engine.Client.GetAsync("run", default))!.Output?.GetString());
    }

    [Fact]
    public async Task Waking_answers_whether_there_was_something_to_wake()
    {
        await StartAsync(TwoWaits);
        Assert.True(await _engine.Client.WakeAsync("run", default));
        Assert.False(await _engine.Client.WakeAsync("nobody", default));
        await _engine.SettleAsync("run");
        await _engine.AdvanceAsync(2 * Hour);
        Assert.Equal(InstanceState.Completed, (await _engine.SettleAsync("run"))!.State);

        Assert.False(await _engine.Client.WakeAsync("run", default));
    }

    [Fact]
    public async Task An_unknown_instance_is_null() => Assert.Null(await OpenedClient().GetAsync("nobody", default));

    [Fact]
    public async Task Open_instances_without_a_parent_are_listed_by_id()
    {
        await OpenAsync(
            async (context, input) => input == "ends" ? "" : Join(await context.CallWorkflowsAsync(Child, [new("child", "")], 1)),
            async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        foreach (var (id, input) in new[] { ("c", ""), ("a", ""), ("b", "ends"), ("B", "") })
        {
            await _engine.Client.StartAsync(Main, id, 1, input, default);
            await _engine.SettleAsync(id);
        }

        var open = new List<string>();
        await foreach (var view in _engine.Client.ListOpenAsync(default))
        {
            open.Add($"{view.InstanceId} {view.State}");
        }

        Assert.Equal(["B Running", "a Running", "c Running"], open);
    }

    [Fact]
    public async Task The_status_reported_last_is_shown()
    {
        await StartAsync(async (context, _) =>
        {
            context.Report("first");
            await context.CallAsync(Work, "a");
            context.Report("second");
            await context.WaitAsync(context.UtcNow + Hour);
            context.Report("third");
            return "";
        });
        Assert.Equal("second", (await _engine.SettleAsync("run"))!.Status);

        await _engine.AdvanceAsync(Hour);

        Assert.Equal("third", (await _engine.SettleAsync("run"))!.Status);
    }

    [Fact]
    public async Task A_status_is_cut_at_8_KiB_between_characters()
    {
        var view = await RunAsync((context, _) =>
        {
            context.Report("x" + string.Concat(Enumerable.Repeat("ü", 5000)));
            return Task.FromResult("");
        });

        Assert.Equal("x" + string.Concat(Enumerable.Repeat("ü", 4095)), view.Status);
        Assert.True(Encoding.UTF8.GetByteCount(view.Status!) <= 8192);
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
        await _engine.SettleAsync("run");
        await _engine.KillAsync();
        await _engine.AdvanceAsync(Hour);
        await ReopenAsync(code);

        Assert.Equal(["one", "two", "three"], _engine.WorkflowLog);
    }

    [Fact]
    public async Task Workflow_code_that_throws_fails_the_instance_for_good()
    {
        await StartAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "a");
            throw new InvalidOperationException("a secret");
        });
        var view = (await _engine.SettleAsync("run"))!;
        Assert.Equal(InstanceState.Failed, view.State);
        Assert.Matches("ENG022.*InvalidOperationException.*incident [0-9a-f]{8}", view.Problem);
        Assert.DoesNotContain("secret", view.Problem, StringComparison.Ordinal);

        await _engine.KillAsync();
        var again = await ReopenAsync((_, _) => Task.FromResult("better"));

        Assert.Equal(InstanceState.Failed, again.State);
        Assert.Equal(1, _ran.Lines.Count);
    }
}
