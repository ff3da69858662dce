using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Tests.Doubles;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Functions.Tests.Durable;

/// <summary>What the adapter makes of a platform's own habits.</summary>
public sealed class DurableWorkflowTests
{
    private static readonly WorkflowName<string, string> Main = new("main");
    private static readonly WorkflowName<string, string> Child = new("child");
    private static readonly Step<string, string> Work = new("work");

    private readonly DurableHarness _hub = new();
    private readonly Transcript _ran = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rings_that_arrive_together_are_one()
    {
        await StartAsync(async (context, _) => $"{await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1))} {await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1))}");
        await _hub.SettleAsync("run");
        for (var ring = 0; ring < 3; ring++)
        {
            Assert.True(await _hub.Client.WakeAsync("run", Token));
        }

        Assert.Equal(InstanceState.Running, (await _hub.SettleAsync("run"))!.State);
        await _hub.Client.WakeAsync("run", Token);
        Assert.Equal("Woken Woken", (await _hub.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_ring_after_a_deadline_is_heard_by_the_next_wait()
    {
        await StartAsync(async (context, _) => $"{await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1))} {await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1))}");
        await _hub.SettleAsync("run");
        await _hub.AdvanceAsync(TimeSpan.FromHours(1));
        await _hub.SettleAsync("run");

        await _hub.Client.WakeAsync("run", Token);

        Assert.Equal("Deadline Woken", (await _hub.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_step_whose_worker_was_lost_runs_again_under_its_key()
    {
        var losses = 2;
        _hub.Fails = _ => losses-- > 0 ? new InvalidOperationException("a secret") : null;

        var view = await RunAsync(async (context, _) => (await context.CallAsync(Work, "a")).Require());

        Assert.Equal("a", view.Output?.GetString());
        Assert.Equal(["a run#1"], _ran.Lines);
    }

    [Fact]
    public async Task A_step_that_loses_every_worker_is_a_failure_and_no_exception()
    {
        _hub.Fails = _ => new InvalidOperationException("a secret");

        var view = await RunAsync(async (context, _) => (await context.CallAsync(Work, "a")).Failure!.ToString());

        Assert.Contains("ENG014", view.Output?.GetString(), StringComparison.Ordinal);
        Assert.Contains("3 times", view.Output?.GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", view.Output?.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_has_no_function_is_a_failure_and_no_exception()
    {
        var view = await RunAsync(async (context, _) => (await context.CallAsync(new Step<string, string>("unknown"), "a")).Failure!.Code);

        Assert.Equal("ENG014", view.Output?.GetString());
    }

    [Fact]
    public async Task A_step_whose_store_is_away_runs_again_under_its_key_until_it_is_back()
    {
        var away = 5;

        var view = await RunAsync(
            async (context, _) => (await context.CallAsync(Work, "a")).Require(), (_, _) => away-- > 0 ? throw new StoreException(EngineCodes.Unavailable.Finding("It is away.")) : "done");

        Assert.Equal("done", view.Output?.GetString());
        Assert.Equal(["a run#1", "a run#1", "a run#1", "a run#1", "a run#1", "a run#1"], _ran.Lines);
    }

    [Fact]
    public async Task A_step_whose_store_stays_away_is_a_failure_that_says_so()
    {
        var view = await RunAsync(
            async (context, _) => (await context.CallAsync(Work, "a")).Failure!.ToString(), (_, _) => throw new StoreException(EngineCodes.Unavailable.Finding("It is away.")));

        Assert.Contains("ENG014", view.Output?.GetString(), StringComparison.Ordinal);
        Assert.Contains("ENG001: It is away.", view.Output?.GetString(), StringComparison.Ordinal);
        Assert.Equal(12, _ran.Lines.Count);
    }

    [Fact]
    public async Task A_host_that_stops_leaves_no_answer_of_the_step_that_it_stopped()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) => (await context.CallAsync(Work, "a")).Require();
        var reached = new TaskCompletionSource();
        await OpenAsync(code, async (_, stop) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return "never";
        });
        await _hub.Client.StartAsync(Main, "run", 1, "", Token);
        var settling = _hub.SettleAsync("run");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await _hub.CloseAsync();
        Assert.Null(await settling);
        Assert.Equal(0, await _hub.CountAnswersAsync("run"));

        await OpenAsync(code, (_, _) => Task.FromResult("done"));

        Assert.Equal("done", (await _hub.SettleAsync("run"))!.Output?.GetString());
        Assert.Equal(["a run#1", "a run#1"], _ran.Lines);
    }

    [Fact]
    public async Task A_child_that_the_platform_ended_is_a_failure_of_that_child_alone()
    {
        var view = await RunAsync(async (context, _) =>
            string.Join(", ", (await context.CallWorkflowsAsync(new WorkflowName<string, string>("unknown"), [new("1", "a")], 1))
                .Concat(await context.CallWorkflowsAsync(Child, [new("2", "good")], 1)).Select(reply => reply.Succeeded ? reply.Value : reply.Failure!.ToString())));

        Assert.Contains("ENG011", view.Output?.GetString(), StringComparison.Ordinal);
        Assert.EndsWith(", good", view.Output?.GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", view.Output?.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_of_weeks_ends_at_its_instant()
    {
        await StartAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow + TimeSpan.FromDays(10));
            return (await context.WaitAsync(context.UtcNow + TimeSpan.FromDays(10))).ToString();
        });
        for (var day = 0; day < 20; day++)
        {
            Assert.Equal(InstanceState.Running, (await _hub.SettleAsync("run"))!.State);
            await _hub.AdvanceAsync(TimeSpan.FromDays(1));
        }

        await _hub.SettleAsync("run");
        await _hub.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("Deadline", (await _hub.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_bell_ends_a_wait_of_weeks_and_leaves_no_timer()
    {
        await StartAsync(async (context, _) => (await context.WaitAsync(context.UtcNow + TimeSpan.FromDays(10))).ToString());
        await _hub.SettleAsync("run");
        await _hub.AdvanceAsync(TimeSpan.FromDays(4));
        await _hub.SettleAsync("run");

        await _hub.Client.WakeAsync("run", Token);

        Assert.Equal("Woken", (await _hub.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_program_leaves_alone_what_a_newer_one_started()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) => $"{context.Version} {(await context.CallAsync(Work, "a")).Require()}";
        await OpenAsync(code, newest: new Version(1, 0, 0));
        await _hub.Client.StartAsync(Main, "run", 2, "", Token);
        await _hub.Client.StartAsync(Main, "old", 1, "", Token);
        Assert.Equal((InstanceState.Running, 2), ((await _hub.SettleAsync("run"))!.State, (await _hub.Client.GetAsync("run", Token))!.Version));
        Assert.Equal(["a old#1"], _ran.Lines);

        await OpenAsync(code, newest: new Version(2, 0, 0));

        Assert.Equal("2 a", (await _hub.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task Code_that_does_not_fit_its_history_is_ended_by_the_platform_and_the_problem_says_so()
    {
        await StartAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "a");
            await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1));
            return "";
        });
        await _hub.SettleAsync("run");
        await _hub.KillAsync();
        await OpenAsync(async (context, _) =>
        {
            await context.WaitAsync(context.UtcNow + TimeSpan.FromHours(1));
            return (await context.CallAsync(Work, "b")).Require();
        });
        await _hub.Client.WakeAsync("run", Token);

        var view = (await _hub.SettleAsync("run"))!;

        Assert.Equal(InstanceState.Failed, view.State);
        Assert.Contains("ENG020", view.Problem, StringComparison.Ordinal);
        Assert.Contains("without a version?", view.Problem, StringComparison.Ordinal);
        Assert.Equal(["a run#1"], _ran.Lines);
    }

    [Theory]
    [InlineData("2026-11-23T09:30:15+01:00")]
    [InlineData("2026-11-23T09:30:15.1234567Z")]
    [InlineData("\"quoted\" \\ ü 😀 <b> \u2028")]
    public async Task Text_reaches_code_and_steps_as_it_was_written(string text)
    {
        await OpenAsync(async (context, input) =>
        {
            Assert.Equal(text, input);
            context.Report(text);
            var child = (await context.CallWorkflowsAsync(Child, [new("1", input)], 1))[0].Require();
            return (await context.CallAsync(Work, child)).Require();
        });
        await _hub.Client.StartAsync(Main, "run", 1, text, Token);

        var view = (await _hub.SettleAsync("run"))!;

        Assert.Equal(text, view.Output?.GetString());
        Assert.Equal([$"{text} run#3"], _ran.Lines);
    }

    [Fact]
    public async Task What_a_workflow_throws_is_logged_under_the_incident_of_its_problem()
    {
        var view = await RunAsync((_, _) => throw new InvalidOperationException("a secret"));

        var line = Assert.Single(_hub.Log, line => line.Event == "WorkflowThrew");
        Assert.Equal("a secret", line.Exception?.Message);
        Assert.Contains(view.Problem![^9..^1], line.Message, StringComparison.Ordinal);
    }

    private Task OpenAsync(Func<IWorkflowContext, string, Task<string>> main, Func<string, CancellationToken, Task<string>>? work = null, Version? newest = null) => _hub.OpenAsync(
        [WorkflowHandler.For(Main, main), WorkflowHandler.For(Child, (_, input) => Task.FromResult(input))],
        [StepHandler.For(Work, async (context, input, stop) =>
        {
            _ran.Add($"{input} {context.Key}");
            return StepReply.Of(work is null ? input : await work(input, stop));
        })],
        newest);

    private async Task StartAsync(Func<IWorkflowContext, string, Task<string>> main, Func<string, CancellationToken, string>? work = null)
    {
        await OpenAsync(main, work is null ? null : (input, stop) => Task.FromResult(work(input, stop)));
        await _hub.Client.StartAsync(Main, "run", 1, "", Token);
    }

    // Through all pauses.
    private async Task<InstanceView> RunAsync(Func<IWorkflowContext, string, Task<string>> main, Func<string, CancellationToken, string>? work = null)
    {
        await StartAsync(main, work);
        for (var pauses = 0; pauses < 20 && (await _hub.SettleAsync("run"))!.State == InstanceState.Running; pauses++)
        {
            await _hub.AdvanceAsync(TimeSpan.FromMinutes(5));
        }

        return (await _hub.SettleAsync("run"))!;
    }
}
