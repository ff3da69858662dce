using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

// The promises about code that does what the port does not allow: it fails for good, and is told why.
public abstract partial class DurableEngineContract
{
    [Fact]
    public Task A_second_call_before_the_first_was_awaited_breaks_a_rule() => BreaksAsync(
        async (context, _) =>
        {
            var one = context.CallAsync(Work, "one");
            var two = context.CallAsync(Work, "two");
            await one;
            return (await two).Require();
        },
        "before it awaited");

    [Fact]
    public Task A_second_call_breaks_a_rule_also_when_the_code_catches_it() => BreaksAsync(
        async (context, _) =>
        {
            var one = context.CallAsync(Work, "one");
            try
            {
                await context.CallAsync(Work, "two");
            }
            catch (InvalidOperationException)
            {
            }

            return (await one).Require();
        },
        "before it awaited");

    [Fact]
    public Task A_call_that_is_never_awaited_breaks_a_rule() => BreaksAsync(
        (context, input) =>
        {
            _ = context.CallAsync(Work, "one");
            return Task.FromResult("");
        },
        "ended without awaiting a call of step 'work'");

    [Fact]
    public Task Two_children_with_one_suffix_break_a_rule() => BreaksAsync(
        async (context, _) => Join(await context.CallWorkflowsAsync(Child, [new("a", ""), new("a", "")], 1)), "two children the suffix 'a'");

    [Fact]
    public Task The_suffix_of_an_earlier_child_breaks_a_rule() => BreaksAsync(
        async (context, _) =>
        {
            await context.CallWorkflowsAsync(Child, [new("a", "")], 1);
            await context.CallWorkflowsAsync(Child, [new("a", "")], 1);
            return "";
        },
        "two children the suffix 'a'");

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public Task A_suffix_that_is_no_part_of_an_id_breaks_a_rule(string suffix) => BreaksAsync(
        async (context, _) => Join(await context.CallWorkflowsAsync(Child, [new(suffix, "")], 1)), "may stand there");

    [Fact]
    public Task A_limit_of_no_calls_breaks_a_rule() => BreaksAsync(
        async (context, _) => Join(await context.CallAllAsync(Work, ["a"], 0)), "at least 1 is needed");

    [Fact]
    public Task An_input_that_does_not_belong_into_a_history_breaks_a_rule() => BreaksAsync(
        async (context, _) => (await context.CallAsync(Work, new string('x', 300_000))).Require(), "pass a reference");

    [Fact]
    public Task An_output_that_does_not_belong_into_a_history_breaks_a_rule() => BreaksAsync(
        (_, _) => Task.FromResult(new string('x', 300_000)), "end with a reference");

    private async Task BreaksAsync(Func<IWorkflowContext, string, Task<string>> main, string explanation)
    {
        var view = await RunAsync(main);

        Assert.Equal(InstanceState.Failed, view.State);
        Assert.StartsWith("ENG023: ", view.Problem, StringComparison.Ordinal);
        Assert.Contains(explanation, view.Problem, StringComparison.Ordinal);
    }
}
