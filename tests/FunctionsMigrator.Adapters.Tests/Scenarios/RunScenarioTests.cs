using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What a run does when something or somebody is against it.</summary>
public sealed class RunScenarioTests
{
    private const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: plan, collectWithin: 1h }";

    [Fact]
    public async Task A_first_run_completes_and_the_same_commit_again_is_the_same_run()
    {
        await using var world = Begin();

        var first = await world.RunAsync("production");
        var again = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, first.State);
        Assert.Equal(first.Id, again.Id);
        Assert.Contains("\"checkout/timeoutSeconds\": 30", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_changes_no_item_ends_without_changes()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("README.md", "Hello").Commit("A word");

        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
    }

    [Fact]
    public async Task An_approval_by_a_second_person_lets_it_go_and_one_by_the_author_does_not()
    {
        await using var world = Begin(NeedsBo);

        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal(RunState.AwaitingApproval, run.State);
        var digest = run.Plan!.Digest.Hex;
        Assert.Equal("The approval of ada does not count: ada wrote or started what is approved.", await RefusedAsync(world, run.Id, new(CommandKind.Approve, digest), "ada"));
        Assert.Equal("The approval of zoe does not count: key zoe belongs to nobody in People.", await RefusedAsync(world, run.Id, new(CommandKind.Approve, digest), "zoe"));
        Assert.Equal("The refusal of zoe does not count: zoe holds none of the needed roles.", await RefusedAsync(world, run.Id, new(CommandKind.Reject, Reason: "no"), "zoe"));
        Assert.StartsWith("bo has not approved plan", await RefusedAsync(world, run.Id, new(CommandKind.Withdraw), "bo"), StringComparison.Ordinal);
        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["bo"], run.ApprovedBy);
    }

    private static async Task<string> RefusedAsync(Scenario world, string run, CommandRequest request, string person)
    {
        var finding = Assert.Single((await world.Migrator.CommandAsync(run, request, Scenario.Key(person), CancellationToken.None)).Findings);
        Assert.Equal("POL121", finding.Code);
        return finding.Message;
    }

    [Fact]
    public async Task A_refusal_ends_it_and_nothing_was_written()
    {
        await using var world = Begin(NeedsBo);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Reject, Reason: "not on a Friday"), Scenario.Key("bo"));

        Assert.Equal(RunState.Rejected, run.State);
        Assert.Equal("refused by bo: not on a Friday", run.Reason);
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data")));
    }

    [Fact]
    public async Task Nobody_decides_and_it_expires()
    {
        await using var world = Begin(NeedsBo);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        world.Time.Advance(TimeSpan.FromHours(2));
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.Expired, run.State);
    }

    [Fact]
    public async Task A_newer_commit_replaces_a_waiting_run()
    {
        await using var world = Begin(NeedsBo);
        var older = await world.RunAsync("production", Scenario.Key("ci"));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

        var newer = await world.RunAsync("production", Scenario.Key("ci"));
        older = await world.DriveAsync(older.Id);

        Assert.Equal(RunState.Superseded, older.State);
        Assert.Equal(newer.Id, older.SupersededBy);
        Assert.Equal(RunState.AwaitingApproval, newer.State);
    }

    [Fact]
    public async Task A_run_waits_for_its_window_and_goes_by_itself_when_it_opens()
    {
        await using var world = Begin("windows: [ { allow: \"Tue 09:00-10:00\", zone: UTC } ]");

        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingWindow, run.State);
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T09:00:00Z"), run.Until);
        world.Time.Advance(run.Until!.Value - world.Time.GetUtcNow());
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task A_value_changed_by_hand_before_the_first_write_makes_the_plan_again()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var settings = world.Read("data/north/config/settings.json");
        world.Write("data/north/config/settings.json", settings.Replace("30", "45", StringComparison.Ordinal));

        var digest = run.Plan!.Digest;
        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.NotEqual(digest, run.Plan!.Digest);
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(RunState.Completed, run.State);
    }

    [Theory]
    [InlineData("REFERENCES colours (code)")]
    [InlineData("REFERENCES colours (code) ON DELETE CASCADE")]
    public async Task A_row_goes_although_made_up_rows_point_to_it_in_the_rehearsal(string reference)
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("metadata/sql/V2__paints.sql", $"CREATE TABLE paints (id INTEGER PRIMARY KEY, colour TEXT NOT NULL {reference});\n").Commit("Paints");
        await world.RunAsync("production");
        world.Write("metadata/sql/V3__gloss.sql", "ALTER TABLE paints ADD COLUMN gloss INTEGER;\n");
        world.Write("metadata/colours.csv", "code,name\nr,red\n").Commit("No blue");

        var run = await world.RunAsync("production");

        Assert.Equal((null, RunState.Completed), (run.Reason, run.State));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
    }

    [Fact]
    public async Task Drift_stops_a_run_and_nothing_is_written()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        var settings = world.Read("data/north/config/settings.json");
        world.Write("data/north/config/settings.json", settings.Replace("\"checkout/retries\": 3", "\"checkout/retries\": 9", StringComparison.Ordinal));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Conflict, run.State);
        Assert.Equal("PLAN303", run.ReasonCode);
        Assert.DoesNotContain("45", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_target_leaves_the_others_planned_and_nothing_applied()
    {
        await using var world = Begin();
        world.Write("data/north/db.sqlite", "this is no database, and it is long enough to be read as one, which it is not");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Failed, run.State);
        var planned = await world.PlanAsync(run.Id);
        Assert.Contains(planned, entry => entry.Address.Region == "east" && entry.Change.Action is ChangeAction.Create);
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data/east")));
    }

    [Fact]
    public async Task A_run_is_taken_back_on_demand_and_remembered()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"))
            .Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n")
            .Write("metadata/colours.csv", "code,name\ng,green\nr,rot\n").Commit("Much");
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.Completed, run.State);

        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.Equal(RunState.Completed, rollback.State);
        Assert.Equal(rollback.Id, (await world.RecordAsync(run.Id)).TakenBackBy);
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);

        world.Write("README.md", "again").Commit("Again");
        var next = await world.RunAsync("production");
        Assert.Equal(Core.Model.RiskLevel.High, next.Plan!.Risk);
    }

    [Fact]
    public async Task A_failing_script_is_found_before_production_is_touched()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__bad.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\nALTER TABLE nothing ADD COLUMN x TEXT;\n").Commit("Bad");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Invalid, run.State);
        Assert.Equal("TGT031", run.ReasonCode);
        Assert.Contains("V2__bad.sql", run.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_deletes_are_denied()
    {
        await using var world = Begin("limits: { deletes: { percent: 5, rows: 0 } }");
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\nb,blue\n").Commit("Fewer");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Denied, run.State);
        Assert.Equal("POL101", run.ReasonCode);
    }

    [Fact]
    public async Task Pause_waits_for_resume_and_abort_takes_everything_back()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        await world.Engine.RunUntilIdleAsync(started.Value.Run.Id, CancellationToken.None);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(started.Value.Run.Id)).State);

        var run = await world.CommandAsync(started.Value.Run.Id, new CommandRequest(CommandKind.Pause, Reason: "a call"), Scenario.Key("bo"));
        Assert.Equal(RunState.Paused, run.State);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort, Reason: "no"), Scenario.Key("bo"));

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inconclusive_analysis_waits_for_a_person_and_never_passes_by_itself()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment(
                "waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]",
                "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s }"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        world.Measure(_ => 0.03);

        var run = await world.RunAsync("production");
        Assert.Equal(RunState.Paused, run.State);
        Assert.Equal("ANA002", run.ReasonCode);
        world.Measure(_ => 0);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Retry), Scenario.Key("bo"));

        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task The_audit_of_every_run_is_sealed_and_verifies()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");

        var verdict = await world.Audit.VerifyAsync("production", run.Id, CancellationToken.None);

        Assert.Equal(Core.Audit.AuditState.Intact, verdict.State);
    }

    [Fact]
    public async Task A_column_may_be_added_and_filled_in_one_commit_and_taken_back()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n")
            .Write("metadata/colours.csv", "code,name,hex\nb,blue,\nr,red,#f00\ny,yellow,#ff0\n").Commit("Hex");

        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.ReasonCode} {run.Reason}");
        Assert.Equal(2, (await world.PlanAsync(run.Id)).Count(entry => entry.Address.Region == "west" && entry.Change.Item.Collection == "rows:colours"));
        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.True(rollback.State is RunState.Completed, $"{rollback.ReasonCode} {rollback.Reason}");
    }

    [Fact]
    public async Task A_file_that_manages_another_column_than_before_changes_only_the_rows_that_differ()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Column");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        world.Write("metadata/colours.csv", "code,name,hex\nb,blue,\nr,red,#f00\n").Commit("Values");

        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.ReasonCode} {run.Reason}");
        Assert.Equal(3, run.Plan!.Counts.Writes);
        world.Write("metadata/colours.csv", "code,name\nb,blue\nr,rot\n").Commit("Fewer columns");
        run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.ReasonCode} {run.Reason}");
        Assert.Equal(3, run.Plan!.Counts.Writes);
    }

    [Fact]
    public async Task A_run_whose_process_died_before_its_instance_was_started_is_started_by_the_next()
    {
        await using var world = Begin();
        world.Mortality.DieAfterPoints(4);
        await Assert.ThrowsAnyAsync<Exception>(() => world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None));
        world.Mortality.Revive();
        var reserved = await world.Migrator.ListAsync(new RunFilter(), TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Null(await world.Engine.GetAsync(reserved.Id, CancellationToken.None));

        Assert.True(await new Sweeper(world.Services, world.Engine).EnsureStartedAsync(reserved.Id, CancellationToken.None));

        Assert.Equal(RunState.Completed, (await world.DriveAsync(reserved.Id)).State);
    }

    [Fact]
    public async Task Before_images_are_deleted_after_their_retention_and_the_run_can_no_longer_be_taken_back()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("migrator.yaml", SmallRepository.Files["migrator.yaml"] + "\nretention: { snapshots: 10d }\n").Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("Second");
        var second = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromDays(9));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 32")).Commit("Third");
        var third = await world.RunAsync("production");
        Assert.NotEmpty(await SnapshotsAsync(world, second.Id));

        world.Time.Advance(TimeSpan.FromDays(2));
        world.Write("README.md", "Hello").Commit("A word");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);

        Assert.Empty(await SnapshotsAsync(world, second.Id));
        Assert.NotEmpty(await SnapshotsAsync(world, third.Id));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(second.Id), Scenario.Key("bo"), CancellationToken.None);
        var refused = await world.DriveAsync(back.Value.Run.Id);
        Assert.True(refused.State is not (RunState.Completed or RunState.RolledBack), $"{refused.State}");
        Assert.Contains("checkout/timeoutSeconds\": 32", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", second.Id, CancellationToken.None)).State);

        static async Task<IReadOnlyList<string>> SnapshotsAsync(Scenario world, string run) =>
            await world.Store.Blobs.ListAsync(BlobArea.Snapshots, $"journal/{run}/", CancellationToken.None).ToListAsync();
    }

    [Fact]
    public async Task A_final_run_whose_history_is_past_its_retention_is_not_run_again()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");
        Assert.Equal(1, await world.Engine.PurgeAsync(world.Time.GetUtcNow() + TimeSpan.FromDays(1), CancellationToken.None));

        var swept = await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), CancellationToken.None);
        var again = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);

        Assert.Empty(swept.Started);
        Assert.Equal((run.Id, RunState.Completed, false), (again.Value.Run.Id, again.Value.Run.State, again.Value.Created));
        Assert.Null(await world.Engine.GetAsync(run.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_decision_about_a_first_contact_is_kept_and_audited()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("data/north/config/settings.json", "{ \"checkout/timeoutSeconds\": 20 }");
        var commit = world.Commit("First");
        Assert.Equal("PLAN301", (await world.RunAsync("production")).ReasonCode);
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, commit, new Core.Ports.SourceLimits(), TestContext.Current.CancellationToken);
        var plan = await new PlanPreview(world.Services).MakeAsync(tree.Value, commit, "production", TestContext.Current.CancellationToken);

        var decided = await new ImportDecisions(world.Services).DecideAsync(
            plan.Value, new ImportRequest("production", KeepLive: true, Reason: "theirs"), Scenario.Key("bo"), TestContext.Current.CancellationToken);

        Assert.Equal("production/north/config", decided.Value.Single().Address.ToString());
        var chain = await world.Audit.VerifyEnvironmentAsync("production", TestContext.Current.CancellationToken);
        Assert.True(chain.Intact);
        var retried = await world.Migrator.RetryAsync((await world.Migrator.ListAsync(new RunFilter(), TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken)).Id, Scenario.Key("bo"), TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(retried.Value.Run.Id)).State);
        Assert.Contains("20", world.Read("data/north/config/settings.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", RunState.Invalid)]
    [InlineData("bo", RunState.Completed)]
    public async Task Rows_written_since_are_given_up_only_when_a_dba_asks(string key, RunState expected)
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__notes.sql", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);\n").Commit("Notes");
        var run = await world.RunAsync("production");
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Root, "data/west/db.sqlite")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            using var insert = new Microsoft.Data.Sqlite.SqliteCommand("INSERT INTO notes (text) VALUES ('keep me')", database);
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var started = await world.Migrator.RollBackAsync(
            new RollbackRequest(run.Id, AcceptDataLoss: ["production/west/db"]), Scenario.Key(key), TestContext.Current.CancellationToken);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.True(rollback.State == expected, $"{rollback.State} {rollback.ReasonCode} {rollback.Reason}");
    }

    [Fact]
    public async Task An_undo_that_does_not_restore_is_found_in_the_rehearsal_and_not_offered_for_approval()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Write("metadata/sql/U2__hex.sql", "SELECT 1;\n").Commit("Half");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Failed, run.State);
        Assert.Equal("PLAN332", run.ReasonCode);
    }

    private static Scenario Begin(string policy = "")
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy(policy));
        world.Commit("First");
        return world;
    }
}
