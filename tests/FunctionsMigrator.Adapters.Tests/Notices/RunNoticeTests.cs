using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Notices;

/// <summary>What is told of a run that is at work: where it begins, waits at a gate, is stopped by an analysis, and takes back.</summary>
public sealed class RunNoticeTests
{
    private const string Notify = """
        notify:
          teams: [ { hook: { secret: ops-hook } } ]
          email: { on: [paused] }
          webhooks:
            - { url: "https://chat.example.com/x", secret: { secret: begins }, on: [begun] }
            - { url: "https://chat.example.com/y", secret: { secret: takes-back }, on: [rollback] }
            - { url: "https://chat.example.com/z", secret: { secret: ends }, on: [final] }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_begins_to_write_is_told_once_with_its_waves_and_who_approved_it()
    {
        await using var world = await BegunAsync("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]", "approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ] }\n" + Notify);
        var run = await StartAsync(world);
        await world.Scenario.Migrator.CommandAsync(run, new CommandRequest(CommandKind.Approve, (await world.Scenario.RecordAsync(run)).Plan!.Digest.Short), Scenario.Key("bo"), Cancellation);
        await world.Scenario.Engine.RunUntilIdleAsync(run, Cancellation);
        Assert.Equal(RunState.Baking, (await world.Scenario.RecordAsync(run)).State);

        await world.DeliverAsync();
        await world.DeliverAsync();

        var told = Assert.Single(world.Teams.Sent).Content;
        Assert.Equal((NoticeKind.Begun, "Begins to write", "production"), (told.Kind, told.Headline, told.Environment));
        Assert.Equal(("approved by bo", "ada"), (told.Reason, told.By));
        Assert.Equal(["Canary: west, then watched for 10m", "Wave 2: north, east"], told.Rollout);
        Assert.Contains("2 waves", told.Next, StringComparison.Ordinal);
        Assert.Equal(["begins"], Hooks(world));
    }

    [Fact]
    public async Task Where_a_run_has_ended_by_then_its_end_alone_is_told()
    {
        await using var world = await BegunAsync("waves: [ { percent: 100 } ]");

        var run = await world.Scenario.RunAsync("production");
        var report = await world.DeliverAsync();

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([NoticeKind.Finished], world.Teams.Sent.Select(sent => sent.Content.Kind));
        Assert.Equal((1, "ends"), (report.Dropped, Assert.Single(Hooks(world))));
    }

    [Fact]
    public async Task A_gate_says_which_it_is_who_may_open_it_and_how_and_tells_them()
    {
        await using var world = await BegunAsync("waves: [ { ring: canary, pause: until advanced, advancedBy: [dba, release-manager] }, { count: 1, pause: until advanced }, { rest: true } ]");
        var run = await world.Scenario.RunAsync("production");
        Assert.Equal((RunState.Paused, RunCodes.Gate.Code), (run.State, run.ReasonCode));

        await world.DeliverAsync();
        var first = world.Teams.Sent[^1].Content;
        world.Scenario.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Scenario.CommandAsync(run.Id, new CommandRequest(CommandKind.Advance), Scenario.Key("bo"));
        await world.DeliverAsync();
        var second = world.Teams.Sent[^1].Content;

        Assert.Equal((NoticeKind.Paused, "Waits at the gate behind wave 1 of 3", $"fm advance {run.Id}"), (first.Kind, first.Headline, first.Command));
        Assert.Equal(["an operator who is dba (ada or bo or kim), or release-manager (ada or bo)"], first.Needed);
        Assert.Contains($"`fm advance {run.Id}` begins wave 2", first.Next, StringComparison.Ordinal);
        Assert.StartsWith("RUN030: ", first.Reason, StringComparison.Ordinal);
        Assert.Equal(["ada@example.com", "bo@example.com", "kim.smith@example.com"], world.Mail.Sent.Where(sent => sent.Content.Key == first.Key).Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.Equal(("Waits at the gate behind wave 2 of 3", "an operator"), (second.Headline, Assert.Single(second.Needed)));
        Assert.Equal(["ada@example.com"], world.Mail.Sent.Where(sent => sent.Content.Key == second.Key).Select(sent => sent.Address));
    }

    [Fact]
    public async Task A_pause_that_is_no_gate_says_what_it_said()
    {
        await using var world = await BegunAsync("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]");
        var run = await StartAsync(world);
        await world.Scenario.CommandAsync(run, new CommandRequest(CommandKind.Pause, Reason: "a call"), Scenario.Key("bo"));

        await world.DeliverAsync();

        var told = world.Teams.Sent.Single(sent => sent.Content.Kind is NoticeKind.Paused).Content;
        Assert.Equal(("Paused: a person is needed", $"fm status {run}"), (told.Headline, told.Command));
        Assert.Empty(told.Needed);
    }

    [Fact]
    public async Task A_background_analysis_that_stopped_the_rollout_is_named_as_one_where_it_ends()
    {
        await using var world = await BegunAsync("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], background: [health]");
        world.Scenario.Measure(_ => 1);

        var run = await world.Scenario.RunAsync("production");
        await world.DeliverAsync();

        var told = Assert.Single(world.Teams.Sent).Content;
        Assert.Equal((RunState.RolledBack, NoticeKind.RolledBack, "Rolled back"), (run.State, told.Kind, told.Headline));
        // It fails while the wave is written, or right behind it: both run side by side.
        Assert.StartsWith("ANA001: the background analysis health failed 1 of 1 measurements in west", told.Reason, StringComparison.Ordinal);
        Assert.Equal(["ends", "takes-back"], Hooks(world));
    }

    [Fact]
    public async Task A_background_analysis_that_is_held_is_named_where_the_run_waits()
    {
        await using var world = await BegunAsync("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], background: [health], onFailure: hold");
        world.Scenario.Measure(_ => 1);

        Assert.Equal(RunState.Paused, (await world.Scenario.RunAsync("production")).State);
        await world.DeliverAsync();

        Assert.Contains("the background analysis health failed 1 of 1", world.Teams.Sent.Single(sent => sent.Content.Kind is NoticeKind.Paused).Content.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_run_takes_back_what_it_wrote_that_is_told_with_the_reason_and_not_any_more_when_it_ended()
    {
        await using var world = await BegunAsync("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], background: [health]");
        world.Scenario.Measure(_ => 1);
        var run = await world.Scenario.RunAsync("production");
        var runs = new RunStore(world.Scenario.Store.Records, world.Scenario.Time);

        // As the record stands between the two.
        await runs.UpdateAsync(run.Id, record => record with { State = RunState.RollingBack }, Cancellation);
        await world.DeliverAsync();

        var told = Assert.Single(world.Teams.Sent).Content;
        Assert.Equal((NoticeKind.RollingBack, "Rolling back"), (told.Kind, told.Headline));
        Assert.StartsWith("ANA001: the background analysis health failed", told.Reason, StringComparison.Ordinal);
        Assert.Equal(["takes-back"], Hooks(world));

        await runs.UpdateAsync(run.Id, record => record with { State = RunState.RolledBack }, Cancellation);
        await world.DeliverAsync();
        Assert.Equal([NoticeKind.RollingBack, NoticeKind.RolledBack], world.Teams.Sent.Select(sent => sent.Content.Kind));
    }

    [Fact]
    public async Task Taking_a_run_back_on_demand_is_told_as_that_at_its_start_and_at_its_end()
    {
        await using var world = await BegunAsync("waves: [ { percent: 100 } ]");
        var bad = await world.Scenario.RunAsync("production");
        await world.DeliverAsync();
        var before = world.Teams.Sent.Count;
        var back = (await world.Scenario.Migrator.RollBackAsync(new RollbackRequest(bad.Id, "wrong", Targets: ["production/west"]), Scenario.Key("bo"), Cancellation)).Value.Run;
        Assert.Equal(RunState.Completed, (await world.Scenario.DriveAsync(back.Id)).State);
        var runs = new RunStore(world.Scenario.Store.Records, world.Scenario.Time);

        await runs.UpdateAsync(back.Id, record => record with { State = RunState.Applying }, Cancellation);
        await world.DeliverAsync();
        await runs.UpdateAsync(back.Id, record => record with { State = RunState.Completed }, Cancellation);
        await world.DeliverAsync();

        var told = world.Teams.Sent.Skip(before).Select(sent => sent.Content).ToList();
        Assert.Equal([(NoticeKind.RollingBack, "Takes a run back"), (NoticeKind.RolledBack, "Taken back")], told.Select(content => (content.Kind, content.Headline)));
        Assert.StartsWith($"takes back {bad.Id} on production/west/", told[0].Reason, StringComparison.Ordinal);
        Assert.Equal("bo", told[0].By);
        Assert.Contains(bad.Id, told[1].Next, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Hooks(NoticeWorld world) => world.Hooked.Sent.Select(sent => sent.Address.Split(' ')[0]).Order(StringComparer.Ordinal);

    private static async Task<string> StartAsync(NoticeWorld world)
    {
        var run = (await world.Scenario.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation)).Value.Run.Id;
        await world.Scenario.Engine.RunUntilIdleAsync(run, Cancellation);
        return run;
    }

    // A change with this rollout behind a good run with this policy, of which nobody is told here.
    private static async Task<NoticeWorld> BegunAsync(string rollout, string policy = Notify)
    {
        var world = NoticeWorld.Begin(policy);
        var first = await world.Scenario.RunAsync("production");
        first = first.State is RunState.AwaitingApproval ? await world.Scenario.ApproveAsync(first.Id, "bo") : first;
        Assert.True(first.State is RunState.Completed, first.Reason);

        world.Restart(world.Teams, world.Mail, world.Hooked);
        await world.DeliverAsync();
        world.Forget();
        world.Scenario.Write("environments/production.yaml", SmallRepository.Environment(
                rollout, "analyses:\n  health: { http: { url: \"http://127.0.0.1/${region}\" }, successCondition: result < 0.5, interval: 10s }"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"))
            .Commit("Longer");
        return world;
    }
}
