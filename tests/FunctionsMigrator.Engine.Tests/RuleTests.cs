using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class RuleTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public Task A_second_call_before_the_first_was_awaited_is_explained() => BreaksAsync(
        async (context, _) =>
        {
            var one = context.CallAsync(World.Work, "one");
            var two = context.CallAsync(World.Work, "two");
            await one;
            return (await two).Require();
        },
        "asked for a call of step 'work' with \"two\" before it awaited a call of step 'work' with \"one\"", ran: 0);

    [Fact]
    public Task Calls_side_by_side_are_explained() => BreaksAsync(
        async (context, _) =>
        {
            await Task.WhenAll(context.CallAsync(World.Work, "one"), context.CallAsync(World.Work, "two"));
            return "";
        },
        "before it awaited", ran: 0);

    [Fact]
    public Task A_second_call_is_explained_even_when_the_code_catches_it() => BreaksAsync(
        async (context, _) =>
        {
            var one = context.CallAsync(World.Work, "one");
            try
            {
                await context.CallAsync(World.Work, "two");
            }
            catch (InvalidOperationException)
            {
            }

            return (await one).Require();
        },
        "before it awaited", ran: 0);

    [Fact]
    public Task An_awaitable_that_is_not_the_engines_is_explained() => BreaksAsync(
        async (context, _) =>
        {
            await Task.Delay(TimeSpan.FromDays(1), _world.Time);
            return "";
        },
        "awaits something that is not a call of IWorkflowContext", ran: 0);

    [Fact]
    public Task Leaving_the_context_is_explained() => BreaksAsync(
        async (context, _) =>
        {
            await context.CallAsync(World.Work, "one").ConfigureAwait(false);
            return (await context.CallAsync(World.Work, "two")).Require();
        },
        "ConfigureAwait(false)", ran: 1);

    [Fact]
    public Task Work_on_another_thread_is_explained() => BreaksAsync(
        async (context, _) => await Task.Run(async () => (await context.CallAsync(World.Work, "one")).Require()),
        "that is not a call of IWorkflowContext", ran: 0);

    [Fact]
    public async Task An_awaitable_beside_a_call_is_explained()
    {
        var foreign = new TaskCompletionSource();
        await BreaksAsync(
            async (context, _) =>
            {
                var call = context.CallAsync(World.Work, "one");
                await foreign.Task;
                return (await call).Require();
            },
            "that is not a call of IWorkflowContext", ran: 1, work: () => foreign.SetResult());
    }

    [Fact]
    public Task A_call_that_is_never_awaited_is_explained() => BreaksAsync(
        (context, input) =>
        {
            _ = context.CallAsync(World.Work, "one");
            return Task.FromResult("");
        },
        "ended without awaiting a call of step 'work'", ran: 0);

    [Fact]
    public Task Two_children_with_one_suffix_are_explained() => BreaksAsync(
        async (context, _) => World.Join(await context.CallWorkflowsAsync(World.Child, [new("a", ""), new("a", "")], 1)), "two children the suffix 'a'", ran: 0);

    [Fact]
    public Task A_suffix_of_an_earlier_child_is_explained() => BreaksAsync(
        async (context, _) =>
        {
            await context.CallWorkflowsAsync(World.Child, [new("a", "")], 1);
            await context.CallWorkflowsAsync(World.Child, [new("a", "")], 1);
            return "";
        },
        "two children the suffix 'a'", ran: 0);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public Task A_suffix_that_is_no_part_of_an_id_is_explained(string suffix) => BreaksAsync(
        async (context, _) => World.Join(await context.CallWorkflowsAsync(World.Child, [new(suffix, "")], 1)), "may stand there", ran: 0);

    [Fact]
    public Task A_limit_of_no_calls_is_explained() => BreaksAsync(
        async (context, _) => World.Join(await context.CallAllAsync(World.Work, ["a"], 0)), "at least 1 is needed", ran: 0);

    [Fact]
    public Task An_input_that_does_not_belong_into_a_history_is_explained() => BreaksAsync(
        async (context, _) => (await context.CallAsync(World.Work, new string('x', 300_000))).Require(), "pass a reference", ran: 0);

    [Fact]
    public Task An_output_that_does_not_belong_into_a_history_is_explained() => BreaksAsync(
        (_, _) => Task.FromResult(new string('x', 300_000)), "end with a reference", ran: 0);

    [Fact]
    public async Task An_answer_that_does_not_belong_into_a_history_is_a_failure()
    {
        var engine = await _world.EngineAsync(
            async (context, _) => (await context.CallAsync(World.Work, "")).Failure!.Code, work: (_, _, _) => Task.FromResult(new string('x', 300_000)));
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);

        Assert.Equal("ENG013", (await engine.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
    }

    [Fact]
    public async Task Helpers_of_workflow_code_may_be_async_and_need_no_context()
    {
        static async Task<string> Helper(IWorkflowContext context, string input)
        {
            await Task.CompletedTask;
            var reply = await context.CallAsync(World.Work, input);
            await Task.Yield();
            return reply.Require() + (await context.CallAsync(World.Work, input)).Require();
        }

        var engine = await _world.EngineAsync(async (context, _) => await Helper(context, "a") + await Helper(context, "b"));
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);

        Assert.Equal("aabb", (await engine.RunUntilIdleAsync("run", World.Token)).Output?.GetString());
    }

    [Fact]
    public async Task Code_that_breaks_a_rule_where_its_history_goes_on_is_diverged_and_not_failed()
    {
        var engine = await _world.EngineAsync(async (context, _) =>
        {
            await context.CallAsync(World.Work, "one");
            await context.WaitAsync(context.UtcNow + World.Hour);
            return "";
        });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);

        var changed = await _world.EngineAsync(async (context, _) =>
        {
            await context.CallAsync(World.Work, "one");
            await Task.Delay(TimeSpan.FromDays(1), _world.Time);
            return "";
        });
        var outcome = await changed.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(DriveState.Diverged, outcome.State);
        Assert.Contains("a wait for the bell", outcome.Problem!.Message, StringComparison.Ordinal);
        Assert.Contains("Task.Delay", outcome.Problem.Message, StringComparison.Ordinal);
    }

    private async Task BreaksAsync(Func<IWorkflowContext, string, Task<string>> main, string explanation, int ran, Action? work = null)
    {
        var engine = await _world.EngineAsync(main, work: async (_, input, _) =>
        {
            work?.Invoke();
            await Task.Yield();
            return input;
        });
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        var outcome = await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal((DriveState.Failed, "ENG023"), (outcome.State, outcome.Problem?.Code));
        Assert.Contains(explanation, outcome.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(ran, _world.Ran.Lines.Count);
        Assert.Equal(InstanceState.Failed, (await engine.GetAsync("run", World.Token))!.State);
    }
}
