using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>What every durable engine promises to workflow code and its hosts. An engine's tests derive from this and give a harness.</summary>
public abstract class DurableEngineContract : IAsyncLifetime
{
    private static readonly WorkflowName<string, string> Main = new("main");
    private static readonly WorkflowName<string, string> Child = new("child");
    private static readonly Step<string, string> Work = new("work");
    private static readonly Step<string, string> Other = new("other");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Transcript _ran = new();
    private readonly ConcurrentDictionary<string, Gate> _gates = new();
    private IEngineHarness _engine = null!;

    /// <summary>A harness over empty storage.</summary>
    protected abstract Task<IEngineHarness> CreateHarnessAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _engine = await CreateHarnessAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _gates.Values)
        {
            gate.Open();
        }

        await _engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

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

    [Fact]
    public async Task A_bell_rung_before_the_wait_is_kept()
    {
        await StartAsync(async (context, _) =>
        {
            await context.CallAsync(Work, "gate");
            return (await context.WaitAsync(context.UtcNow + Hour)).ToString();
        });
        var settling = _engine.SettleAsync("run");
        await GateOf("gate").Reached;
        Assert.True(await _engine.Client.WakeAsync("run", default));
        GateOf("gate").Open();

        Assert.Equal("Woken", (await settling)!.Output?.GetString());
    }

    [Fact]
    public async Task Many_rings_are_one()
    {
        await StartAsync(TwoWaits);
        await _engine.Client.WakeAsync("run", default);
        await _engine.Client.WakeAsync("run", default);
        await _engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.AdvanceAsync(2 * Hour);

        Assert.Equal("Woken Deadline", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_ring_is_used_up_by_the_wait_that_it_ends()
    {
        await StartAsync(TwoWaits);
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.Client.WakeAsync("run", default);

        Assert.Equal("Woken Woken", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_ring_survives_a_crash()
    {
        await StartAsync(TwoWaits);
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        await _engine.KillAsync();

        await ReopenAsync(TwoWaits);
        await _engine.AdvanceAsync(2 * Hour);

        Assert.Equal("Woken Deadline", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_wait_ends_at_its_deadline_and_not_before()
    {
        await StartAsync(async (context, _) => (await context.WaitAsync(context.UtcNow + Hour)).ToString());
        await _engine.SettleAsync("run");

        await _engine.AdvanceAsync(Hour - TimeSpan.FromTicks(1));
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.AdvanceAsync(TimeSpan.FromTicks(1));
        Assert.Equal("Deadline", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_bell_leaves_no_timer_behind()
    {
        await StartAsync(async (context, _) =>
        {
            await context.WaitAsync(context.UtcNow + Hour);
            return (await context.WaitAsync(context.UtcNow + (3 * Hour))).ToString();
        });
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        await _engine.SettleAsync("run");

        await _engine.AdvanceAsync(2 * Hour);

        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);
    }

    [Fact]
    public async Task A_delay_is_not_ended_by_a_ring_and_leaves_it_for_the_next_wait()
    {
        await StartAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow + Hour);
            return (await context.WaitAsync(context.UtcNow + Hour)).ToString();
        });
        await _engine.SettleAsync("run");
        await _engine.Client.WakeAsync("run", default);
        Assert.Equal(InstanceState.Running, (await _engine.SettleAsync("run"))!.State);

        await _engine.AdvanceAsync(Hour);

        Assert.Equal("Woken", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task A_timer_survives_a_restart_and_fires_at_once_when_overdue()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) =>
        {
            var due = context.UtcNow + Hour;
            await context.DelayUntilAsync(due);
            return (context.UtcNow >= due).ToString();
        };
        await StartAsync(code);
        await _engine.SettleAsync("run");
        await _engine.KillAsync();
        await _engine.AdvanceAsync(3 * Hour);

        var view = await ReopenAsync(code);

        Assert.Equal("True", view.Output?.GetString());
    }

    [Fact]
    public async Task An_instant_in_the_past_is_over_at_once()
    {
        var view = await RunAsync(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow - Hour);
            return (await context.WaitAsync(context.UtcNow - Hour)).ToString();
        });

        Assert.Equal("Deadline", view.Output?.GetString());
    }

    [Fact]
    public async Task UtcNow_only_moves_between_awaits()
    {
        await _engine.OpenAsync(
            [WorkflowHandler.For(Main, async (context, _) =>
            {
                var before = context.UtcNow;
                _engine.AdvanceAsync(Hour).GetAwaiter().GetResult();
                var still = context.UtcNow;
                await context.CallAsync(Work, "a");
                return $"{before == still} {context.UtcNow - before >= Hour}";
            })],
            Steps());
        await _engine.Client.StartAsync(Main, "run", 1, "", default);

        Assert.Equal("True True", (await _engine.SettleAsync("run"))!.Output?.GetString());
    }

    [Fact]
    public async Task UtcNow_of_a_replay_is_that_of_the_history()
    {
        Func<IWorkflowContext, string, Task<string>> code = async (context, _) =>
        {
            var times = new List<DateTimeOffset> { context.UtcNow };
            await context.CallAsync(Work, "a");
            times.Add(context.UtcNow);
            await context.DelayUntilAsync(context.UtcNow + Hour);
            times.Add(context.UtcNow);
            await context.CallAsync(Other, string.Join(' ', times.Select(time => time.UtcTicks)));
            await context.CallAsync(Work, "gate");
            return "";
        };
        await StartAsync(code);
        await _engine.SettleAsync("run");
        await _engine.AdvanceAsync(2 * Hour);
        await KillAtAsync("gate");
        await _engine.AdvanceAsync(Hour);

        // The input of the recorded step must be the same again, or the replay would not fit.
        Assert.Equal(InstanceState.Completed, (await ReopenAsync(code)).State);
        Assert.Single(_ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

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

    [Fact]
    public async Task Code_that_does_not_fit_its_history_diverges_with_both_sides_and_appends_nothing()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");
        var facts = await _engine.CountFactsAsync("run");

        var view = await ReopenAsync(async (context, _) => (await context.CallAsync(Other, "first")).Require());

        Assert.Equal(InstanceState.Diverged, view.State);
        Assert.Contains("ENG020", view.Problem, StringComparison.Ordinal);
        Assert.Contains("position 1", view.Problem, StringComparison.Ordinal);
        Assert.Contains("step 'work'", view.Problem, StringComparison.Ordinal);
        Assert.Contains("step 'other'", view.Problem, StringComparison.Ordinal);
        Assert.Contains("changed without a version?", view.Problem, StringComparison.Ordinal);
        Assert.Equal(facts, await _engine.CountFactsAsync("run"));
        Assert.DoesNotContain(_ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_diverged_instance_goes_on_when_the_code_fits_again()
    {
        await StartAsync(TwoSteps);
        await KillAtAsync("second");
        Assert.Equal(InstanceState.Diverged, (await ReopenAsync((_, _) => Task.FromResult("ends too early"))).State);

        var view = await ReopenAsync(TwoSteps);

        Assert.Equal((InstanceState.Completed, "first done, second done", null), (view.State, view.Output?.GetString(), view.Problem));
        Assert.Equal(1, _ran.Count("work first run#1"));
    }

    [Fact]
    public async Task A_run_keeps_the_version_it_started_under()
    {
        static async Task<string> Old(IWorkflowContext context, string input)
        {
            await context.CallAsync(Work, "first");
            return (await context.CallAsync(Work, "gate")).Require();
        }

        static async Task<string> New(IWorkflowContext context, string input)
        {
            if (context.Version >= 2)
            {
                await context.CallAsync(Other, "new in 2");
            }

            return await Old(context, input);
        }

        await StartAsync(Old);
        await KillAtAsync("gate");

        Assert.Equal(InstanceState.Completed, (await ReopenAsync(New)).State);
        Assert.DoesNotContain(_ran.Lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

    private static async Task<string> TwoSteps(IWorkflowContext context, string input)
    {
        var first = await context.CallAsync(Work, "first");
        var second = await context.CallAsync(Work, "second");
        return Join([first, second]);
    }

    private static async Task<string> TwoWaits(IWorkflowContext context, string input) =>
        $"{await context.WaitAsync(context.UtcNow + Hour)} {await context.WaitAsync(context.UtcNow + Hour)}";

    private static string Join(IReadOnlyList<StepReply<string>> replies) => string.Join(", ", replies.Select(reply => reply.Require()));

    // An input with "gate" in it, or "second", is held until its gate opens.
    private Gate GateOf(string input) => _gates.GetOrAdd(input, _ => new Gate());

    private IReadOnlyList<StepHandler> Steps() => [StepHandler.For(Work, WorkAsync), StepHandler.For(Other, OtherAsync)];

    private async Task<StepReply<string>> WorkAsync(StepContext context, string input, CancellationToken cancellation)
    {
        _ran.Add($"work {input} {context.Key}");
        if (input.StartsWith("gate", StringComparison.Ordinal) || input == "second")
        {
            await GateOf(input).PassAsync();
        }

        return input switch
        {
            "fails" => StepReply.Fail<string>("TST001", "as asked", retryable: true),
            "throws" => throw new InvalidOperationException("a secret"),
            _ => StepReply.Of($"{input} done"),
        };
    }

    private Task<StepReply<string>> OtherAsync(StepContext context, string input, CancellationToken cancellation)
    {
        _ran.Add($"other {input} {context.Key}");
        return Task.FromResult(StepReply.Of(input));
    }

    private Task OpenAsync(Func<IWorkflowContext, string, Task<string>> main, Func<IWorkflowContext, string, Task<string>>? child = null) =>
        _engine.OpenAsync([WorkflowHandler.For(Main, main), WorkflowHandler.For(Child, child ?? ((_, input) => Task.FromResult(input)))], Steps());

    private IWorkflowClient OpenedClient()
    {
        OpenAsync((_, input) => Task.FromResult(input)).GetAwaiter().GetResult();
        return _engine.Client;
    }

    private async Task StartAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await OpenAsync(main);
        Assert.True(await _engine.Client.StartAsync(Main, "run", 1, "a", default));
    }

    private async Task<InstanceView> RunAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await StartAsync(main);
        return (await _engine.SettleAsync("run"))!;
    }

    // Kills the process while a step with this input runs; what the step answers then is lost.
    private async Task KillAtAsync(string gate)
    {
        var settling = _engine.SettleAsync("run");
        await GateOf(gate).Reached;
        await _engine.KillAsync();
        GateOf(gate).Open();
        Assert.Null(await settling);
    }

    private async Task<InstanceView> ReopenAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await OpenAsync(main);
        return (await _engine.SettleAsync("run"))!;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It did not come to that.");
            await Task.Yield();
        }
    }
}
