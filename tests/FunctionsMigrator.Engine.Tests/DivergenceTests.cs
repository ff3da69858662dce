using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Replaying;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Engine.Tests;

public sealed class DivergenceTests : IAsyncDisposable
{
    private static readonly WorkflowName<string, string> Renamed = new("renamed");
    private static readonly Step<Asked, string> Ask = new("ask");
    private static readonly Step<AskedMore, string> AskMore = new("ask");

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("another step", 1, "call of step 'other'")]
    [InlineData("another input", 1, "call of step 'work' with \"two\"")]
    [InlineData("a call more", 3, "call of step 'work' with \"more\"")]
    [InlineData("a call less", 3, "asks for a call of workflow 'child'")]
    [InlineData("an input less", 3, "for 1 inputs")]
    [InlineData("another suffix", 6, "\"suffix\":\"y\"")]
    [InlineData("another child workflow", 6, "workflow 'main'")]
    [InlineData("another deadline", 8, "2026-11-23T10:31:15")]
    [InlineData("a delay", 8, "a delay until")]
    [InlineData("an early end", 3, "ends with \"early\"")]
    [InlineData("an exception", 3, "throws InvalidOperationException")]
    public async Task Each_change_of_the_calls_is_found_where_it_is(string change, int position, string code)
    {
        var outcome = await ChangeAsync(change);

        Assert.Equal((DriveState.Diverged, "ENG020"), (outcome.State, outcome.Problem?.Code));
        Assert.Contains($"At position {position} the history holds", outcome.Problem!.Message, StringComparison.Ordinal);
        Assert.Contains(code, outcome.Problem.Message.Split("the code now")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("another limit")]
    [InlineData("another status")]
    public async Task What_is_no_part_of_a_history_may_change(string change) => Assert.Equal(DriveState.Waiting, (await ChangeAsync(change)).State);

    [Fact]
    public async Task An_input_may_grow_by_a_member_but_not_lose_one()
    {
        var store = await _world.OpenStoreAsync();
        async Task<DriveOutcome> RunAsync(string id, Func<IWorkflowContext, Task> call)
        {
            var engine = new EmbeddedEngine(
                store,
                [WorkflowHandler.For(World.Main, async (context, _) =>
                {
                    await call(context);
                    return (await context.WaitAsync(context.UtcNow + World.Hour)).ToString();
                })],
                [StepHandler.For(AskMore, (_, _, _) => Task.FromResult(StepReply.Of("")))], _world.Time);
            await engine.StartAsync(World.Main, id, 1, "", World.Token);
            return await engine.RunUntilIdleAsync(id, World.Token);
        }

        await RunAsync("grows", context => context.CallAsync(Ask, new Asked("a")));
        await RunAsync("shrinks", context => context.CallAsync(AskMore, new AskedMore("a", true)));

        Assert.Equal(DriveState.Waiting, (await RunAsync("grows", context => context.CallAsync(AskMore, new AskedMore("a", true)))).State);
        Assert.Equal(DriveState.Diverged, (await RunAsync("grows", context => context.CallAsync(AskMore, new AskedMore("b", true)))).State);
        Assert.Equal(DriveState.Diverged, (await RunAsync("shrinks", context => context.CallAsync(Ask, new Asked("a")))).State);
    }

    [Fact]
    public async Task An_answer_that_no_longer_reads_is_a_divergence()
    {
        await ChangeAsync("nothing");
        var other = new Step<string, int>("work");
        var engine = new EmbeddedEngine(
            await _world.OpenStoreAsync(),
            [WorkflowHandler.For(World.Main, async (context, _) => (await context.CallAsync(other, "one")).Require().ToString())], [_world.Step()], _world.Time);

        var outcome = await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(DriveState.Diverged, outcome.State);
        Assert.Contains("At position 2 the history holds an answer; the code now cannot read it", outcome.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_or_workflow_that_this_program_lacks_stops_the_run_until_one_has_it()
    {
        var store = await _world.OpenStoreAsync();
        WorkflowHandler code(Step<string, string> step) => WorkflowHandler.For(World.Main, async (context, _) =>
        {
            await context.CallAsync(World.Work, "one");
            return (await context.CallAsync(step, "two")).Require();
        });
        var later = new Step<string, string>("later");
        await new EmbeddedEngine(store, [], [], _world.Time).StartAsync(World.Main, "run", 1, "", World.Token);

        var noWorkflow = await new EmbeddedEngine(store, [], [], _world.Time).RunUntilIdleAsync("run", World.Token);
        var noStep = await new EmbeddedEngine(store, [code(later)], [_world.Step()], _world.Time).RunUntilIdleAsync("run", World.Token);
        var facts = (await store.ReadAsync("run", World.Token)).Count;
        var done = await new EmbeddedEngine(
            store, [code(later)], [_world.Step(), StepHandler.For(later, (_, input, _) => Task.FromResult(StepReply.Of(input)))], _world.Time).RunUntilIdleAsync("run", World.Token);

        Assert.Equal((DriveState.Diverged, "ENG021"), (noWorkflow.State, noWorkflow.Problem?.Code));
        Assert.Equal((DriveState.Diverged, "ENG021"), (noStep.State, noStep.Problem?.Code));
        Assert.Contains("step 'later'", noStep.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(3, facts);
        Assert.Equal(DriveState.Completed, done.State);
        Assert.Single(_world.Ran.Lines);
    }

    [Fact]
    public async Task A_diverged_child_leaves_its_parent_open_and_says_which_child_it_is()
    {
        static async Task<string> Main(IWorkflowContext context, string input) =>
            World.Join(await context.CallWorkflowsAsync(World.Child, [new("a", "a"), new("b", "b")], 2));

        var engine = await _world.EngineAsync(Main, async (context, input) => (await context.WaitAsync(context.UtcNow + World.Hour)).ToString());
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);
        var changed = await _world.EngineAsync(Main, async (context, input) => input == "a"
            ? (await context.CallAsync(World.Work, "")).Require()
            : (await context.WaitAsync(context.UtcNow + World.Hour)).ToString());

        var outcome = await changed.RunUntilIdleAsync("run", World.Token);
        _world.Time.Advance(World.Hour);
        await changed.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(DriveState.Diverged, outcome.State);
        Assert.StartsWith("run.a: ", outcome.Problem!.Message, StringComparison.Ordinal);
        Assert.NotNull(outcome.NextTimer);
        Assert.Equal(InstanceState.Running, (await changed.GetAsync("run", World.Token))!.State);
        Assert.Equal(InstanceState.Diverged, (await changed.GetAsync("run.a", World.Token))!.State);
        Assert.Equal(InstanceState.Completed, (await changed.GetAsync("run.b", World.Token))!.State);
    }

    [Fact]
    public async Task A_diverged_instance_is_written_down_once_however_often_it_is_tried()
    {
        await ChangeAsync("nothing");
        var kill = new KillSwitch();
        var engine = await _world.EngineAsync((_, _) => Task.FromResult("early"), observer: kill);

        await engine.RunUntilIdleAsync("run", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal(["engine lease run", "engine mark-diverged run", "engine release run", "engine lease run", "engine release run"], kill.Writes);
    }

    [Fact]
    public async Task A_history_is_of_one_workflow()
    {
        await ChangeAsync("nothing");
        var facts = await (await _world.OpenStoreAsync()).ReadAsync("run", World.Token);

        Assert.Throws<ArgumentException>(() => HistoryReplayer.Replay(facts, WorkflowHandler.For(Renamed, (_, input) => Task.FromResult(input))));
    }

    // Runs to the wait, then drives on with code that has the change in it.
    private async Task<DriveOutcome> ChangeAsync(string change)
    {
        var store = await _world.OpenStoreAsync();
        EmbeddedEngine Engine(string with) => new(
            store,
            [WorkflowHandler.For(World.Main, (context, _) => CodeAsync(context, with)), WorkflowHandler.For(World.Child, (_, input) => Task.FromResult(input))],
            [_world.Step()], _world.Time);
        var first = Engine("nothing");
        await first.StartAsync(World.Main, "run", 1, "", World.Token);
        Assert.Equal(DriveState.Waiting, (await first.RunUntilIdleAsync("run", World.Token)).State);
        var before = await first.ExportAsync("run", World.Token);

        var outcome = await Engine(change).RunUntilIdleAsync("run", World.Token);

        Assert.Equal(before, await first.ExportAsync("run", World.Token));
        var replayed = HistoryReplayer.Replay(
            HistoryFile.Read(before!).Value, WorkflowHandler.For(World.Main, (context, _) => CodeAsync(context, change)));
        Assert.Equal(outcome.State == DriveState.Diverged, replayed is not null);
        Assert.EndsWith(replayed?.Explain() ?? "", outcome.Problem?.Message ?? "", StringComparison.Ordinal);
        return outcome;
    }

    private static async Task<string> CodeAsync(IWorkflowContext context, string change)
    {
        context.Report(change == "another status" ? "other" : "status");
        await context.CallAsync(change == "another step" ? new Step<string, string>("other") : World.Work, change == "another input" ? "two" : "one");
        switch (change)
        {
            case "a call more":
                await context.CallAsync(World.Work, "more");
                break;
            case "an early end":
                return "early";
            case "an exception":
                throw new InvalidOperationException("no");
        }

        if (change != "a call less")
        {
            await context.CallAllAsync(World.Work, change == "an input less" ? ["a"] : ["a", "b"], change == "another limit" ? 1 : 2);
        }

        await context.CallWorkflowsAsync(
            change == "another child workflow" ? World.Main : World.Child, [new(change == "another suffix" ? "y" : "x", "")], 1);
        var deadline = context.UtcNow + World.Hour + TimeSpan.FromMinutes(change == "another deadline" ? 1 : 0);
        if (change == "a delay")
        {
            await context.DelayUntilAsync(deadline);
        }

        return (await context.WaitAsync(deadline)).ToString();
    }

    private sealed record Asked(string Name);

    private sealed record AskedMore(string Name, bool Dry = false);
}
