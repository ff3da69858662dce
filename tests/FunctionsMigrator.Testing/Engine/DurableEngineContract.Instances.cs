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
        Assert.True(await Engine.Client.StartAsync(Main, "run", 1, "one", default));
        Assert.False(await Engine.Client.StartAsync(Main, "run", 2, "two", default));
        var view = (await Engine.SettleAsync("run"))!;
        Assert.Equal(("one", 1), (view.Output?.GetString(), view.Version));

        Assert.False(await Engine.Client.StartAsync(Main, "run", 1, "three", default));

        Assert.Equal("one", (await Engine.Client.GetAsync("run", default))!.Output?.GetString());
    }

    [Fact]
    public async Task Waking_answers_whether_there_was_something_to_wake()
    {
        await StartAsync(TwoWaits);
        Assert.True(await Engine.Client.WakeAsync("run", default));
        Assert.False(await Engine.Client.WakeAsync("nobody", default));
        await Engine.SettleAsync("run");
        Assert.True(await Engine.Client.WakeAsync("run", default));
        Assert.Equal(InstanceState.Completed, (await Engine.SettleAsync("run"))!.State);

        Assert.False(await Engine.Client.WakeAsync("run", default));
    }

    [Fact]
    public async Task An_unknown_instance_is_null() => Assert.Null(await OpenedClient().GetAsync("nobody", default));

    [Fact]
    public async Task Open_instances_without_a_parent_are_listed_by_id()
    {
        await OpenAsync(
            async (context, input) => input == "ends" ? "" : Join(await context.CallWorkflowsAsync(Child, [new("child", "")], 1)),
            async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        foreach (var (id, input) in new[] { ("c", ""), ("a", ""), ("b", "ends"), ("D", "") })
        {
            await Engine.Client.StartAsync(Main, id, 1, input, default);
            await Engine.SettleAsync(id);
        }

        var open = new List<string>();
        await foreach (var view in Engine.Client.ListOpenAsync(default))
        {
            open.Add($"{view.InstanceId} {view.State}");
        }

        Assert.Equal(["D Running", "a Running", "c Running"], open);
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
        Assert.Equal("second", (await Engine.SettleAsync("run"))!.Status);

        await Engine.Client.WakeAsync("run", default);

        Assert.Equal("third", (await Engine.SettleAsync("run"))!.Status);
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
    public async Task Workflow_code_that_throws_fails_the_instance_for_good()
    {
        await StartAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "a");
            throw new InvalidOperationException("a secret");
        });
        var view = (await Engine.SettleAsync("run"))!;
        Assert.Equal(InstanceState.Failed, view.State);
        Assert.Matches("ENG022.*InvalidOperationException.*incident [0-9a-f]{8}", view.Problem);
        Assert.DoesNotContain("secret", view.Problem, StringComparison.Ordinal);

        Assert.Equal(1, Ran.Lines.Count);
    }
}
