using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What people decide about a run, and what they try although they may not.</summary>
public sealed class DecisionTests
{
    private const string People = """
        kind: People
        name: people
        people:
          ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
          bo: { git: [bo@example.com], key: bo, roles: [release-manager, dba] }
          kim: { key: kim, roles: [release-manager, commander] }
          lee: { key: lee, roles: [commander] }
        """;

    private const string TwoManagers = "approvals: { low: &two [ { role: release-manager, count: 2 } ], medium: *two, high: *two, excludeAuthors: plan, collectWithin: 7d, remindEvery: 4h }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stages_are_asked_one_after_the_other_and_each_is_told()
    {
        await using var world = Begin(Levels("[ { role: dba }, { then: [ { role: release-manager } ] } ]"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal(["stage 1: dba (bo)", "then stage 2: release-manager (bo or kim)"], run.StillNeeded);

        Assert.Contains("later stage", await RefusedAsync(world, run, CommandKind.Approve, "kim"), StringComparison.Ordinal);
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(["stage 2: release-manager (kim)"], run.StillNeeded);
        var plan = run.Plan!.Digest.Short;
        run = await world.ApproveAsync(run.Id, "kim");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([$"requested-{plan}", $"requested-{plan}-s2"], await NoticesAsync(world, run, NoticeKind.ApprovalRequested));
    }

    [Fact]
    public async Task People_are_reminded_and_those_above_are_asked_in_the_end()
    {
        await using var world = Begin(Levels("[ { role: dba } ]", "remindEvery: 4h, escalate: { after: 10h, to: [ { role: commander } ] }"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var plan = run.Plan!.Digest.Short;
        Assert.Contains("none of the needed roles", await RefusedAsync(world, run, CommandKind.Approve, "lee"), StringComparison.Ordinal);

        for (var hours = 1; hours <= 11; hours++)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            run = await world.DriveAsync(run.Id);
        }

        Assert.Equal([$"reminder-{plan}-1", $"reminder-{plan}-2"], await NoticesAsync(world, run, NoticeKind.ApprovalReminder));
        Assert.Equal([$"escalated-{plan}"], await NoticesAsync(world, run, NoticeKind.Escalated));
        Assert.Equal(["dba (bo or kim or lee)"], run.StillNeeded);
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "lee")).State);
    }

    [Fact]
    public async Task A_double_click_answers_the_decision_that_stands_and_a_withdrawn_one_can_be_given_again()
    {
        await using var world = Begin(TwoManagers);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        var first = await DecideAsync(world, run, CommandKind.Approve, "bo");
        var again = await DecideAsync(world, run, CommandKind.Approve, "bo");
        await DecideAsync(world, run, CommandKind.Withdraw, "bo");
        var anew = await DecideAsync(world, run, CommandKind.Approve, "bo");

        Assert.Equal(first, again);
        Assert.Equal(3, anew.Number);
        Assert.Equal(3, (await CommandsAsync(world, run)).Count);
        Assert.Equal(["release-manager (kim)"], (await world.DriveAsync(run.Id)).StillNeeded);
    }

    [Fact]
    public async Task The_same_person_twice_is_one_approval()
    {
        await using var world = Begin(TwoManagers);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        await world.ApproveAsync(run.Id, "bo");
        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Equal(["bo"], run.ApprovedBy);
    }

    [Fact]
    public async Task Two_who_decide_at_once_are_both_stored_and_a_refusal_wins()
    {
        await using var world = Begin(TwoManagers);
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        await world.ApproveAsync(run.Id, "kim");

        await Task.WhenAll(DecideAsync(world, run, CommandKind.Approve, "bo"), DecideAsync(world, run, CommandKind.Reject, "kim"));
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.Rejected, run.State);
        Assert.Equal([1, 2, 3], (await CommandsAsync(world, run)).Select(command => command.Number));
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data")));
    }

    [Fact]
    public async Task Two_who_approve_at_once_for_one_slot_start_the_run_once()
    {
        await using var world = Begin(Levels("[ { role: release-manager } ]"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        await Task.WhenAll(DecideAsync(world, run, CommandKind.Approve, "bo"), DecideAsync(world, run, CommandKind.Approve, "kim"));
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["bo", "kim"], run.ApprovedBy.Order());
    }

    [Fact]
    public async Task An_approval_can_be_withdrawn_while_the_run_waits_for_its_window()
    {
        await using var world = Begin(Levels("[ { role: release-manager } ]", "collectWithin: 7d") + "\nwindows: [ { allow: \"Tue 09:00-10:00\", zone: UTC } ]");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(RunState.AwaitingWindow, run.State);

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Withdraw), Scenario.Key("bo"));
        Assert.Equal(RunState.AwaitingApproval, run.State);
        world.Time.Advance(DateTimeOffset.Parse("2026-11-24T09:30:00Z") - world.Time.GetUtcNow());
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "kim")).State);
    }

    [Fact]
    public async Task An_approval_that_is_withdrawn_after_the_run_was_let_go_and_before_the_first_write_holds_it()
    {
        await using var world = Begin(Levels("[ { role: release-manager } ]"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        await DecideAsync(world, run, CommandKind.Approve, "bo");
        world.Mortality.DieAt(point => point.Contains("capture", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(run.Id));
        Assert.True(world.Mortality.Dead);

        // The lock is taken, the targets are being looked at; nothing is written yet.
        world.Mortality.Revive();
        world.Time.Advance(new EngineOptions().LeaseDuration);
        world.Open();
        await DecideAsync(world, run, CommandKind.Withdraw, "bo");
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.False(File.Exists(Path.Combine(world.Root, "data/west/config/settings.json")));
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "kim")).State);
    }

    [Fact]
    public async Task Somebody_stands_in_for_a_person_and_both_are_named()
    {
        await using var world = Begin(Levels("[ { role: dba } ]"));
        var first = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal("POL125", await DelegatedAsync(world, "bo", "lee"));
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(first.Id, "bo")).State);
        Change(world, 45);
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Contains("none of the needed roles", await RefusedAsync(world, run, CommandKind.Approve, "lee"), StringComparison.Ordinal);
        Assert.Equal("POL125", await DelegatedAsync(world, "bo", "bo"));
        Assert.Equal("POL125", await DelegatedAsync(world, "bo", "nobody"));
        Assert.Equal("POL125", await DelegatedAsync(world, "bo", "lee", "auditor"));
        Assert.Equal("POL125", await DelegatedAsync(world, "eve", "lee"));

        Assert.Null(await DelegatedAsync(world, "bo", "lee", "dba"));
        run = await world.ApproveAsync(run.Id, "lee");

        Assert.Equal(RunState.Completed, run.State);
        var record = (await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation)).Single(entry => entry.Event == AuditEvents.Approved);
        Assert.Equal(("lee", "bo"), (record.Details!["person"], record.Details["inTheNameOf"]));
        var delegation = Assert.Single(await world.Migrator.ListDelegationsAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal(delegation.Terms, (await new DecisionKeys(world.Store.Blobs).VerifyAsync(delegation.Signature!, Cancellation))!.Target);
        Assert.Contains(await world.Audit.ReadAsync("delegations-000001", Cancellation).ToListAsync(Cancellation), entry => entry.Event == AuditEvents.Delegated);

        var taken = await world.Migrator.DelegateAsync(new DelegateRequest("", default, default, Revokes: 1), Scenario.Key("bo"), Cancellation);
        Assert.Equal(1, taken.Value.Revokes);
        Change(world, 50);
        run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Contains("none of the needed roles", await RefusedAsync(world, run, CommandKind.Approve, "lee"), StringComparison.Ordinal);
    }

    private static async Task<string?> DelegatedAsync(Scenario world, string person, string to, string? role = null)
    {
        var now = world.Time.GetUtcNow();
        var answer = await world.Migrator.DelegateAsync(new DelegateRequest(to, now, now.AddDays(7), role, "holidays"), Scenario.Key(person), Cancellation);
        return answer.Succeeded ? null : answer.Findings[0].Code;
    }

    [Fact]
    public async Task A_role_that_was_taken_away_before_the_first_write_voids_the_approval()
    {
        await using var world = Begin(Levels("[ { role: dba } ]", "collectWithin: 7d") + "\nwindows: [ { allow: \"Tue 09:00-10:00\", zone: UTC } ]\nonNewer: queue-after-approval");
        var first = await world.RunAsync("production", Scenario.Key("ci"));
        await world.ApproveAsync(first.Id, "bo");
        first = await ToAsync(world, first, "2026-11-24T09:00:00Z");
        Assert.Equal(RunState.Completed, first.State);

        // Two runs wait with their approvals; the one that goes first takes the dba's role away.
        world.Write("people.yaml", People.Replace("[release-manager, dba]", "[release-manager]", StringComparison.Ordinal).Replace("roles: [commander]", "roles: [dba]", StringComparison.Ordinal)).Commit("Bo leaves");
        await ToAsync(world, first, "2026-11-24T11:00:00Z");
        var leaving = await world.RunAsync("production", Scenario.Key("ci"));
        leaving = await world.ApproveAsync(leaving.Id, "bo");
        Change(world, 45);
        var waiting = await world.RunAsync("production", Scenario.Key("ci"));
        waiting = await world.ApproveAsync(waiting.Id, "bo");
        Assert.Equal((RunState.AwaitingWindow, RunState.AwaitingWindow), (leaving.State, waiting.State));

        leaving = await ToAsync(world, leaving, "2026-12-01T09:00:00Z");
        waiting = await world.DriveAsync(waiting.Id);

        Assert.True(leaving.State.IsGood());
        Assert.Equal(RunState.AwaitingApproval, waiting.State);
        Assert.Equal(["dba (lee)"], waiting.StillNeeded);
        Assert.Contains("none of the needed roles", await RefusedAsync(world, waiting, CommandKind.Approve, "bo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_for_an_older_plan_or_after_its_time_is_refused()
    {
        await using var world = Begin(Levels("[ { role: release-manager } ]", "collectWithin: 1h"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        var older = await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Approve, new string('0', 64)), Scenario.Key("bo"), Cancellation);
        world.Time.Advance(TimeSpan.FromHours(2));
        var late = await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Approve, run.Plan!.Digest.Hex), Scenario.Key("bo"), Cancellation);

        Assert.Equal("RUN004", older.Findings[0].Code);
        Assert.Contains("after the time", late.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Expired, (await world.DriveAsync(run.Id)).State);
    }

    [Theory]
    [InlineData(CommandKind.Reject)]
    [InlineData(CommandKind.Override)]
    [InlineData(CommandKind.BreakGlass)]
    [InlineData(CommandKind.Review)]
    public async Task Who_refuses_or_sets_something_aside_says_why(CommandKind kind)
    {
        await using var world = Begin(TwoManagers);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        var answer = await world.Migrator.CommandAsync(run.Id, new CommandRequest(kind, Reason: " ", Target: "window"), Scenario.Key("bo"), Cancellation);

        Assert.Equal("POL124", Assert.Single(answer.Findings).Code);
    }

    [Fact]
    public async Task Approvals_survive_a_Friday_push_and_a_freeze()
    {
        await using var world = Begin(
            Levels("[ { role: release-manager } ]", "validFor: 7d, collectWithin: 3d") + "\nonNewer: queue-after-approval"
            + "\nwindows: [ { allow: \"Mon-Thu 09:00-16:00\", zone: Europe/Berlin } ]"
            + "\nfreezes: [ { name: black-friday, from: 2026-11-28T00:00, to: 2026-12-09T00:00, zone: Europe/Berlin } ]");
        world.Time.SetUtcNow(DateTimeOffset.Parse("2026-11-27T15:00:00Z"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(RunState.AwaitingWindow, run.State);
        Change(world, 45);
        var newer = await world.RunAsync("production", Scenario.Key("ci"));
        run = await world.DriveAsync(run.Id);
        Assert.Equal((RunState.AwaitingWindow, RunState.AwaitingApproval), (run.State, newer.State));

        // Twelve days later: without the freeze the approval would be too old.
        run = await ToAsync(world, run, "2026-12-09T08:00:00Z");

        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task Every_decision_is_signed_and_the_signature_stands_in_the_audit()
    {
        await using var world = Begin(Levels("[ { role: release-manager } ]"));
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var reason = new string('w', 2000);
        await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Approve, run.Plan!.Digest.Short, reason), Scenario.Key("bo"));

        var command = Assert.Single(await CommandsAsync(world, run));
        var record = (await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation)).Single(entry => entry.Event == AuditEvents.Approved);
        Assert.Equal(command.Signature, record.Details!["signature"]);
        var decision = await new DecisionKeys(world.Store.Blobs).VerifyAsync(record.Details["signature"], Cancellation);
        Assert.Equal(Decision.Of(run.Id, command, run.Plan!.Digest), decision);
        Assert.Equal(("bo", "bo", Core.Digest.Of(record.Details["reason"])), (decision!.Person, record.Details["person"], decision.ReasonDigest));
    }

    private static Scenario Begin(string policy)
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("people.yaml", People);
        world.Write("policies/production.yaml", SmallRepository.Policy(policy.Replace("&two", "", StringComparison.Ordinal).Replace("*two", "[ { role: release-manager, count: 2 } ]", StringComparison.Ordinal)));
        world.Commit("Begin");
        return world;
    }

    private static string Levels(string needed, string more = "excludeAuthors: plan") => $"approvals: {{ low: {needed}, medium: {needed}, high: {needed}, {more} }}";

    private static void Change(Scenario world, int seconds) =>
        world.Write("metadata/checkout.yaml", SmallRepository.Settings($"checkout/timeoutSeconds: {seconds}", "checkout/retries: 3")).Commit("Longer");

    private static async Task<RunRecord> ToAsync(Scenario world, RunRecord run, string at)
    {
        world.Time.Advance(DateTimeOffset.Parse(at) - world.Time.GetUtcNow());
        return await world.DriveAsync(run.Id);
    }

    private static async Task<RunCommand> DecideAsync(Scenario world, RunRecord run, CommandKind kind, string person)
    {
        var request = new CommandRequest(kind, kind is CommandKind.Approve ? run.Plan!.Digest.Hex : null, kind is CommandKind.Reject ? "no" : null);
        return (await world.Migrator.CommandAsync(run.Id, request, Scenario.Key(person), Cancellation)).Value;
    }

    private static async Task<string> RefusedAsync(Scenario world, RunRecord run, CommandKind kind, string person) =>
        Assert.Single((await world.Migrator.CommandAsync(run.Id, new CommandRequest(kind, run.Plan!.Digest.Hex), Scenario.Key(person), Cancellation)).Findings).Message;

    private static Task<IReadOnlyList<RunCommand>> CommandsAsync(Scenario world, RunRecord run) => new CommandLog(world.Store.Records).ReadAsync(run.Id, 0, Cancellation);

    private static async Task<IEnumerable<string>> NoticesAsync(Scenario world, RunRecord run, NoticeKind kind)
    {
        var notices = await world.Store.Records.ListAsync(RunPartitions.Notices, $"{run.Id}/", Cancellation).Select(stored => stored.Read<Notice>()).ToListAsync(Cancellation);
        return notices.Where(notice => notice.Kind == kind).Select(notice => notice.Key).Order(StringComparer.Ordinal);
    }
}
