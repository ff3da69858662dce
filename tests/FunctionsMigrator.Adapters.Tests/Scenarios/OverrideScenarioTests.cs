using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What is set aside for one run, who is told, who looks at it afterwards; and what the end of a window does to a rollout.</summary>
public sealed class OverrideScenarioTests
{
    private const string People = """
        kind: People
        name: people
        people:
          ada: { git: [ada@example.com], key: ada, roles: [release-manager, commander] }
          bo: { key: bo, roles: [release-manager] }
          lee: { key: lee, roles: [commander] }
        """;

    private const string Freeze = "freezes: [ { name: now, from: 2026-11-23T00:00, to: 2026-12-01T00:00, zone: UTC } ]\n"
        + "override: { require: [ { role: commander } ], review: { role: release-manager, within: 72h } }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_freeze_that_is_set_aside_lets_the_run_go_and_is_reviewed_by_somebody_else()
    {
        await using var world = Begin(Freeze + "\napprovals: { low: [], medium: [], high: [], excludeAuthors: off }");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal("POL202", run.ReasonCode);

        run = await AskAsync(world, run, CommandKind.Override, "lee", "freeze:now");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(("freeze:now", "lee", null), (run.Overrides[0].What, run.Overrides[0].Person, run.Overrides[0].ReviewedBy));
        Assert.Equal("POL123", await RefusedAsync(world, run, CommandKind.Review, "lee"));
        Assert.Equal(["overridden-1"], await NoticesAsync(world, run, NoticeKind.Overridden));
        var reviewed = await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Review, Reason: "it was right"), Scenario.Key("bo"), Cancellation);
        Assert.True(reviewed.Succeeded);
        run = await world.RecordAsync(run.Id);
        Assert.Equal(("bo", reviewed.Value.At), (run.Overrides[0].ReviewedBy, run.Overrides[0].ReviewedAt));

        // The run is sealed: its review has a chain of its own in the environment's.
        var report = await world.Audit.VerifyEnvironmentAsync("production", Cancellation);
        Assert.All(report.Runs, verdict => Assert.Equal(AuditState.Intact, verdict.State));
        var names = await world.Store.Blobs.ListAsync(Core.Ports.BlobArea.Audit, "", Cancellation).ToListAsync(Cancellation);
        var review = names.SelectMany(name => name.Split('/')).First(part => part.EndsWith("-review", StringComparison.Ordinal));
        var record = (await world.Audit.ReadAsync(review, Cancellation).ToListAsync(Cancellation)).Single(entry => entry.Event == AuditEvents.Reviewed);
        Assert.Equal((run.Id, "it was right"), (record.Details!["run"], record.Details["reason"]));
        Assert.Contains(await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation), entry => entry.Event == AuditEvents.Overridden && entry.Actor == "lee");
    }

    [Fact]
    public async Task A_broken_glass_goes_without_approvals_and_reminds_until_it_is_reviewed()
    {
        await using var world = Begin("approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ] }\nbreakGlass: { role: commander, review: { within: 72h } }");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal("POL122", await RefusedAsync(world, run, CommandKind.BreakGlass, "bo"));
        Assert.Equal("POL122", await RefusedAsync(world, run, CommandKind.BreakGlass, "ada"));

        run = await AskAsync(world, run, CommandKind.BreakGlass, "lee");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["break-glass-1"], await NoticesAsync(world, run, NoticeKind.BreakGlass));
        world.Time.Advance(TimeSpan.FromHours(25));
        await SweepAsync(world);
        await SweepAsync(world);
        Assert.Equal(["review-due-1-1"], await NoticesAsync(world, run, NoticeKind.ReviewDue));
        Assert.True((await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Review, Reason: "fine"), Scenario.Key("bo"), Cancellation)).Succeeded);
        world.Time.Advance(TimeSpan.FromHours(25));
        await SweepAsync(world);
        Assert.Single(await NoticesAsync(world, run, NoticeKind.ReviewDue));
        Assert.Equal("POL123", await RefusedAsync(world, run, CommandKind.Review, "bo"));
    }

    [Theory]
    [InlineData("finish", RunState.Completed)]
    [InlineData("pause", RunState.Paused)]
    [InlineData("rollback", RunState.RolledBack)]
    public async Task The_end_of_a_window_does_to_the_next_wave_what_the_policy_says(string overrun, RunState expected)
    {
        await using var world = Begin($"windows: [ {{ allow: \"Mon 09:00-10:00\", zone: UTC, overrun: {overrun} }} ]", "1h");

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal(expected, run.State);
        Assert.Equal(expected is RunState.RolledBack, run.ReasonCode == "POL201" && run.State.IsFinal());
        if (expected is RunState.Paused)
        {
            world.Time.Advance(run.Until!.Value - world.Time.GetUtcNow());
            Assert.Equal(RunState.Completed, (await world.DriveAsync(run.Id)).State);
        }
    }

    [Fact]
    public async Task What_a_window_says_of_the_canary_holds_for_the_canary_alone()
    {
        await using var world = Begin("windows: [ { allow: \"Mon 09:00-10:00\", zone: UTC, overrun: finish, overrunPhases: { canary: rollback } } ]", "1h");

        Assert.Equal(RunState.RolledBack, (await world.RunAsync("production", Scenario.Key("ci"))).State);
    }

    [Fact]
    public async Task What_a_window_says_of_the_canary_does_not_hold_once_another_wave_was_written()
    {
        await using var world = Begin("windows: [ { allow: \"Mon 09:00-11:00\", zone: UTC, overrun: rollback, overrunPhases: { canary: finish } } ]");
        world.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 1h }, { percent: 60, bake: 1h }, { percent: 100 } ]")).Commit("Three waves");

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal((RunState.RolledBack, 3), (run.State, run.Waves));
    }

    [Fact]
    public async Task A_freeze_that_begins_stops_the_next_wave_until_it_is_set_aside()
    {
        await using var world = Begin(
            "freezes: [ { name: noon, from: 2026-11-23T10:00, to: 2026-12-01T00:00, zone: UTC } ]\nwindows: [ { allow: \"Mon 09:00-10:00\", zone: UTC, overrun: finish } ]\noverride: { require: [ { role: commander } ] }\n"
            + "approvals: { low: [], medium: [], high: [], excludeAuthors: off }",
            "1h");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal((RunState.Paused, "POL202"), (run.State, run.ReasonCode));

        run = await AskAsync(world, run, CommandKind.Override, "lee", "freeze:noon");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Contains(await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation), entry => entry.Event == AuditEvents.Overridden);
    }

    [Fact]
    public async Task Why_a_run_waits_is_told_with_names_and_in_the_zone_of_the_window()
    {
        await using var world = Begin(
            "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ] }\nwindows: [ { allow: \"Mon-Thu 09:00-16:00\", zone: Europe/Berlin } ]");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var friday = DateTimeOffset.Parse("2026-11-27T10:00:00Z");

        var explained = (await world.Migrator.ExplainAsync(new ExplainRequest(run.Id, At: friday), Cancellation)).Value;
        var environment = (await world.Migrator.ExplainAsync(new ExplainRequest(Environment: "production", At: friday), Cancellation)).Value;

        Assert.Equal(["POL204", "POL201"], explained.Reasons.Select(reason => reason.Code));
        Assert.Equal("Mon 2026-11-30 09:00 (Europe/Berlin), 2026-11-30 08:00Z", explained.NextStart!.ToString());
        Assert.Contains("next start Mon 2026-11-30 09:00 (Europe/Berlin), 2026-11-30 08:00Z, still needed: release-manager (bo)", explained.Text, StringComparison.Ordinal);
        Assert.Equal(["POL201"], environment.Reasons.Select(reason => reason.Code));
        Assert.True((await world.Migrator.ExplainAsync(new ExplainRequest(Environment: "production"), Cancellation)).Value.MayStart);
        Assert.Equal("RUN002", (await world.Migrator.ExplainAsync(new ExplainRequest(Environment: "nowhere"), Cancellation)).Findings[0].Code);
    }

    [Fact]
    public async Task Who_set_it_aside_does_not_look_at_it_afterwards_also_with_the_role_for_that()
    {
        await using var world = Begin(Freeze + "\napprovals: { low: [], medium: [], high: [], excludeAuthors: off }");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        run = await AskAsync(world, run, CommandKind.Override, "ada", "freeze:now");
        Assert.Equal(("ada", "release-manager"), (run.Overrides[0].Person, run.Overrides[0].ReviewRole));

        Assert.Equal("POL123", await RefusedAsync(world, run, CommandKind.Review, "ada"));

        Assert.Null((await world.RecordAsync(run.Id)).Overrides[0].ReviewedBy);
    }

    [Fact]
    public async Task A_run_that_waits_for_people_alone_names_them_and_no_clock()
    {
        await using var world = Begin(
            "approvals: { collectWithin: 72h, low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ] }\nwindows: [ { allow: \"Mon-Thu 09:00-16:00\", zone: Europe/Berlin } ]");
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        var explained = (await world.Migrator.ExplainAsync(new ExplainRequest(run.Id), Cancellation)).Value;

        Assert.False(explained.MayStart);
        Assert.Null(explained.NextStart);
        Assert.Equal(("release-manager", "bo"), (explained.Needed.Single().Role, string.Join(',', explained.Needed.Single().People)));
        Assert.Equal((run.RequestedAt, run.RequestedAt + TimeSpan.FromHours(72)), (explained.AskedAt!.At, explained.ExpiresAt!.At));
        Assert.Equal(
            $"blocked because it is not approved (asked {explained.AskedAt}; expires {explained.ExpiresAt}), may start as soon as people have decided, still needed: release-manager (bo)", explained.Text);
        Assert.Equal("Europe/Berlin", explained.AskedAt.Zone);
    }

    [Fact]
    public async Task A_person_who_signs_in_is_shown_by_name_and_the_account_is_kept_beside_it()
    {
        const string account = "entra:7d1c0000-0000-0000-0000-000000000001";
        await using var world = Begin("approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ] }");
        world.Write("people.yaml", People.Replace("lee: { key: lee", "lee: { key: lee, entra: 7d1c0000-0000-0000-0000-000000000001", StringComparison.Ordinal).Replace("bo: { key: bo, roles: [", "bo: { key: bo, roles: [dba, ", StringComparison.Ordinal)).Commit("Lee");
        var run = await world.RunAsync("production", Scenario.Key(account));
        Assert.Equal((account, "lee", "lee"), (run.StartedBy, run.Starter, run.StarterShown));

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort, Reason: "no"), Scenario.Key(account));

        Assert.Equal("stopped by lee: no", run.Reason);
        var row = await new Core.Evidence.RunReport(world.Services).RowAsync(run, Cancellation);
        Assert.Equal(("lee", account), (row.Starter, row.StarterKey));
    }

    private static Scenario Begin(string policy, string bake = "1s")
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("people.yaml", People);
        world.Write("environments/production.yaml", SmallRepository.Environment($"waves: [ {{ ring: canary, bake: {bake} }}, {{ percent: 100 }} ]"));
        world.Write("policies/production.yaml", SmallRepository.Policy(policy)).Commit("Begin");
        return world;
    }

    private static Task<RunRecord> AskAsync(Scenario world, RunRecord run, CommandKind kind, string person, string? target = null) =>
        world.CommandAsync(run.Id, new CommandRequest(kind, Reason: "INC0042", Target: target), Scenario.Key(person));

    private static async Task<string> RefusedAsync(Scenario world, RunRecord run, CommandKind kind, string person) =>
        Assert.Single((await world.Migrator.CommandAsync(run.Id, new CommandRequest(kind, Reason: "INC0042"), Scenario.Key(person), Cancellation)).Findings).Code;

    private static Task<SweepReport> SweepAsync(Scenario world) =>
        new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), Cancellation);

    private static async Task<IEnumerable<string>> NoticesAsync(Scenario world, RunRecord run, NoticeKind kind)
    {
        var notices = await world.Store.Records.ListAsync(RunPartitions.Notices, $"{run.Id}/", Cancellation).Select(stored => stored.Read<Notice>()).ToListAsync(Cancellation);
        return notices.Where(notice => notice.Kind == kind).Select(notice => notice.Key).Order(StringComparer.Ordinal);
    }
}
