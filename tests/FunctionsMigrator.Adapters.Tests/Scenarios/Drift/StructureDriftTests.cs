using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>The structure of databases, changed by no script of git.</summary>
public sealed class StructureDriftTests
{
    private const string Index = "CREATE INDEX colours_name ON colours (name)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_somebody_makes_by_hand_is_drift_with_both_definitions()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await InSyncAsync(world);
        Hand(world, Index);
        Hand(world, "ALTER TABLE colours ADD COLUMN hex TEXT");

        var look = await world.LookAsync();

        Assert.Equal((DriftState.Drifted, 2), (look.State, look.Items));
        Assert.All(look.Findings, finding => Assert.Equal("PLAN307", finding.Code));
        var items = (await world.DriftedAsync()).OrderBy(item => item.Item.Key, StringComparer.Ordinal).ToList();
        Assert.Equal(["index colours_name", "table colours"], items.Select(item => item.Item.Key));
        Assert.Equal((null, Index), (items[0].Was?.Text, items[0].Now!.Text));
        Assert.DoesNotContain("hex", items[1].Was!.Text, StringComparison.Ordinal);
        Assert.Contains("hex", items[1].Now!.Text, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(await world.AlertsAsync()).Fresh);
    }

    [Fact]
    public async Task Open_drift_of_structure_stops_every_run_of_its_target_and_what_is_put_back_stops_none()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, "DROP TABLE colours; CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT); INSERT INTO colours VALUES ('b', 'blue'), ('r', 'red')");
        await world.LookAsync();
        More(world);

        var stopped = await world.RunAsync("production");
        Hand(world, "DROP TABLE colours; CREATE TABLE colours (code text primary key, name TEXT NOT NULL /* as it was */); INSERT INTO colours VALUES ('b', 'blue'), ('r', 'red')");
        await world.LookAsync();

        Assert.Equal((RunState.Conflict, "PLAN307"), (stopped.State, stopped.ReasonCode));
        Assert.Equal(DriftStatus.Reverted, Assert.Single(await world.DriftedAsync(all: true)).Status);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("Again");
        await EndsWellAsync(world);
    }

    [Fact]
    public async Task A_run_with_scripts_meets_it_though_nobody_has_looked_yet()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Conflict, "PLAN307"), (run.State, run.ReasonCode));
        Assert.Equal(["V1__colours apply"], ScenarioDatabase.History(world, "north"));
    }

    [Fact]
    public async Task What_moves_between_plan_and_write_is_not_taken_for_what_the_scripts_made()
    {
        await using var world = SmallRepository.Begin("approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], collectWithin: 1h }");
        var first = await world.ApproveAsync((await world.RunAsync("production")).Id, "bo");
        Assert.Equal(RunState.Completed, first.State);
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex");
        var waits = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, waits.State);

        Hand(world, Index, "west");
        var run = await world.ApproveAsync(waits.Id, "bo");

        Assert.NotEqual(RunState.Completed, run.State);
        Assert.Equal(["V1__colours apply"], ScenarioDatabase.History(world, "west"));
    }

    [Fact]
    public async Task What_scripts_make_and_what_is_taken_back_is_no_drift()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Measure(_ => 1);
        world.Write("environments/production.yaml", SmallRepository.Environment(
                "waves: [ { ring: canary, bake: 1s }, { percent: 100, bake: 1s, analyses: [health] } ]", "analyses:\n  health: { http: { url: \"http://127.0.0.1/\" }, successCondition: result < 0.5, interval: 10s }"))
            .Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex, and ill with it");
        var failed = await world.RunAsync("production");
        Assert.True(failed.State is RunState.RolledBack, $"{failed.State} {failed.ReasonCode} {failed.Reason}");
        await InSyncAsync(world);

        world.Measure(_ => 0);
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT DEFAULT '';\n").Commit("Hex, and well with it");
        var second = await EndsWellAsync(world);
        await InSyncAsync(world);

        var back = await world.Migrator.RollBackAsync(new RollbackRequest(second.Id, "not wanted"), Scenario.Key("ada"), Cancellation);
        var reverted = await world.DriveAsync(back.Value.Run.Id);
        Assert.True(reverted.State is RunState.Completed, $"{reverted.State} {reverted.ReasonCode} {reverted.Reason}");
        await InSyncAsync(world);
        Assert.Empty(await world.DriftedAsync(all: true));

        // And it is still looked at.
        Hand(world, Index);
        Assert.Equal(DriftState.Drifted, (await world.LookAsync()).State);
    }

    [Fact]
    public async Task What_is_kept_stops_no_run_until_it_moves_again()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        await world.LookAsync();

        var kept = await KeepAsync(world);

        Assert.Equal(DriftStatus.Accepted, Assert.Single(kept).Status);
        await InSyncAsync(world);
        More(world);
        await EndsWellAsync(world);
        Assert.True((await world.Audit.VerifyEnvironmentAsync("production", Cancellation)).Intact);
        Hand(world, "DROP INDEX colours_name; CREATE INDEX colours_name ON colours (name DESC)");
        Assert.Equal(DriftState.Drifted, (await world.LookAsync()).State);
        Hand(world, "DROP INDEX colours_name");
        await InSyncAsync(world);
        Assert.Equal(DriftStatus.Reverted, Assert.Single(await world.DriftedAsync(all: true)).Status);
    }

    [Theory]
    [InlineData(false, DriftState.None, DriftStatus.Adopted)]
    [InlineData(true, DriftState.Drifted, DriftStatus.Open)]
    public async Task Behind_the_next_scripts_what_is_kept_without_an_end_is_what_should_be(bool ends, DriftState state, DriftStatus status)
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        await world.LookAsync();
        await KeepAsync(world, ends ? world.Time.GetUtcNow().AddDays(1) : null);
        world.Write("metadata/sql/V2__index.sql", "CREATE INDEX IF NOT EXISTS colours_name ON colours (name);\n").Commit("The index is git's");
        await EndsWellAsync(world);

        world.Time.Advance(TimeSpan.FromDays(2));
        var look = await world.LookAsync();

        Assert.Equal(state, look.State);
        Assert.Equal(status, Assert.Single(await world.DriftedAsync(all: true)).Status);
    }

    [Fact]
    public async Task No_run_brings_it_back_and_a_heal_of_all_brings_back_the_rest()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        await world.LookAsync();

        Assert.Equal("DRF009", await HealCodeAsync(world, new HealRequest("production")));
        Assert.Equal("DRF009", await HealCodeAsync(world, new HealRequest("production", "production/north/db")));
        Assert.Equal("DRF009", await HealCodeAsync(world, new HealRequest("production", Items: ["index colours_name"])));

        Hand(world, "UPDATE colours SET name = 'azure' WHERE code = 'b'");
        await world.Change(DriftWorld.North, "30", "99").LookAsync();
        var healed = await world.Migrator.HealDriftAsync(new HealRequest("production"), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(healed.Value.Run.Id)).State);
        Assert.Contains("30", world.Read(DriftWorld.North), StringComparison.Ordinal);
        Assert.Equal(["blue"], ScenarioDatabase.Query(world, "north", "SELECT name FROM colours WHERE code = 'b'"));
        Assert.Equal("index colours_name", Assert.Single(await world.DriftedAsync()).Item.Key);
        Assert.Equal(1, (await world.LookAsync()).Items);
    }

    [Theory]
    [InlineData("before ", "/structure/")]
    [InlineData("after ", "/structure/")]
    [InlineData("before ", "ledgers/production/north/db")]
    [InlineData("after ", "ledgers/production/north/db")]
    public async Task A_process_that_dies_while_it_keeps_what_should_be_leaves_no_drift_behind(string when, string write)
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex");
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);
        var died = false;
        world.Mortality.DieAt(point => !died && (died = point.StartsWith(when, StringComparison.Ordinal) && point.Contains(write, StringComparison.Ordinal)));

        var run = await world.DriveThroughDeathAsync(started.Value.Run.Id);

        Assert.True(died);
        Assert.Equal(RunState.Completed, run.State);
        await InSyncAsync(world);
        Hand(world, Index);
        Assert.Equal("index colours_name", Assert.Single((await world.LookAsync()).State is DriftState.Drifted ? await world.DriftedAsync() : []).Item.Key);
    }

    [Fact]
    public async Task What_was_put_back_before_anybody_looked_again_may_be_changed_by_scripts()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, "ALTER TABLE colours ADD COLUMN mine TEXT");
        await world.LookAsync();
        Hand(world, "ALTER TABLE colours DROP COLUMN mine");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex");

        await EndsWellAsync(world);

        await InSyncAsync(world);
        Assert.Empty(await world.DriftedAsync());
    }

    [Fact]
    public async Task A_rule_of_the_environment_leaves_it_alone()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("environments/production.yaml", SmallRepository.Environment(
            more: "drift: { ignore: [ { items: \"index colours_*\", owner: ada, reason: the operators tune them, until: 2999-12-31 } ] }")).Commit("Indexes are the operators'");
        await EndsWellAsync(world);
        Hand(world, Index);

        var look = await world.LookAsync();

        Assert.Equal((DriftState.None, 1), (look.State, look.Ignored));
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex");
        await EndsWellAsync(world);
    }

    [Fact]
    public async Task Of_a_target_whose_structure_nobody_kept_the_first_look_begins_to()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await ForgetAsync(world);
        Hand(world, Index);
        await InSyncAsync(world);

        Hand(world, "ALTER TABLE colours ADD COLUMN hex TEXT");

        Assert.Equal(DriftState.Drifted, (await world.LookAsync()).State);
        Assert.Equal("table colours", Assert.Single(await world.DriftedAsync()).Item.Key);
    }

    [Fact]
    public async Task What_a_failed_script_left_is_not_taken_for_what_should_be()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { percent: 100 } ], onFailure: hold"))
            .Write("metadata/sql/V2__notes.sql", "CREATE TABLE notes (text TEXT PRIMARY KEY);\n").Commit("Notes");
        await EndsWellAsync(world);
        Hand(world, "INSERT INTO notes VALUES ('a')");
        world.Write("metadata/sql/V3__a.sql", "INSERT INTO notes VALUES ('a');\n").Write("metadata/sql/U3__a.sql", "DELETE FROM notes WHERE text = 'a';\n").Commit("A note");
        var held = await world.RunAsync("production");
        Assert.Equal((RunState.Paused, "TGT031"), (held.State, held.ReasonCode));
        var kept = await world.CommandAsync(held.Id, new CommandRequest(CommandKind.Abort, Keep: true), Scenario.Key("bo"));
        Assert.Equal(RunState.Partial, kept.State);
        var before = await StructureAsync(world, "north");

        Hand(world, Index);
        await world.LookAsync();

        Assert.DoesNotContain(await world.DriftedAsync(), item => item.IsStructure);
        Assert.Equal(before, await StructureAsync(world, "north"));
        Hand(world, "DELETE FROM notes");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("Again");
        await EndsWellAsync(world);
        Assert.NotEqual(before, await StructureAsync(world, "north"));
        Hand(world, "DROP INDEX colours_name");
        Assert.Equal(DriftState.Drifted, (await world.LookAsync()).State);
    }

    [Fact]
    public async Task Rolling_a_run_back_does_not_make_open_drift_what_should_be()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("metadata/sql/V2__by_name.sql", "CREATE INDEX by_name ON colours (name);\n").Commit("By name");
        await EndsWellAsync(world);
        world.Write("metadata/sql/V3__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Hex");
        var third = await EndsWellAsync(world);
        Hand(world, Index);
        Hand(world, "DROP INDEX by_name");
        await world.LookAsync();

        var back = await world.Migrator.RollBackAsync(new RollbackRequest(third.Id, "not wanted"), Scenario.Key("ada"), Cancellation);
        var reverted = await world.DriveAsync(back.Value.Run.Id);
        Assert.True(reverted.State is RunState.Completed, $"{reverted.State} {reverted.ReasonCode} {reverted.Reason}");

        Assert.Equal(DriftState.Drifted, (await world.LookAsync()).State);
        Assert.Equal(["index by_name", "index colours_name"], (await world.DriftedAsync()).Select(item => item.Item.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_person_writes_into_the_script_history_leaves_open_drift_open()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        await world.LookAsync();
        foreach (var sql in (string[])["-- As it should have been.\n" + SmallRepository.Files["metadata/sql/V1__colours.sql"], SmallRepository.Files["metadata/sql/V1__colours.sql"]])
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
            world.Write("metadata/sql/V1__colours.sql", sql).Commit("Other words");
            await RepairAsync(world);
        }

        Assert.Equal(DriftState.Drifted, (await world.LookAsync()).State);
        Assert.Equal("index colours_name", (await world.DriftedAsync()).Single(item => item.IsStructure).Item.Key);
    }

    [Fact]
    public async Task A_decision_stands_in_the_audit()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        await world.LookAsync();
        await KeepAsync(world);

        var report = await world.Audit.VerifyEnvironmentAsync("production", Cancellation);
        var chain = report.Runs.Single(run => run.Chain.StartsWith("production-import-", StringComparison.Ordinal)).Chain;
        var record = await world.Audit.ReadAsync(chain, Cancellation).FirstAsync(record => record.Event == AuditEvents.Imported, Cancellation);
        Assert.Equal(("ada", "structure index colours_name", "slow query"), (record.Actor, record.Details!["items"], record.Details[AuditDetails.Reason]));
        Assert.True(report.Intact);
    }

    [Fact]
    public async Task What_git_holds_no_text_of_cannot_be_decided_for_git_and_is_named_beside_what_can()
    {
        await using var world = await DriftWorld.CompletedAsync();
        Hand(world, Index);
        await world.LookAsync();
        var alone = await TakeGitAsync(world);
        Assert.Equal(("DRF009", "production/north/db"), (Assert.Single(alone.Findings).Code, alone.Findings[0].Target));

        world.Change(DriftWorld.North, "30", "99");
        await world.LookAsync();
        var both = (await TakeGitAsync(world)).Value;

        Assert.Equal([("production/north/db", 0, 1), ("production/north/config", 1, 0)], both.Select(target => (target.Address.ToString(), target.Count, target.Left)));
        Assert.Single((await world.Audit.VerifyEnvironmentAsync("production", Cancellation)).Runs, run => run.Chain.StartsWith("production-import-", StringComparison.Ordinal));
    }

    // Somebody beside the product; a minute passes.
    private static void Hand(Scenario world, string sql, string region = "north")
    {
        world.Time.Advance(TimeSpan.FromMinutes(1));
        ScenarioDatabase.Execute(world, region, sql);
    }

    private static void More(Scenario world) => world.Write("metadata/colours.csv", "code,name\nb,blue\ng,green\nr,red\n").Commit("Green");

    private static async Task InSyncAsync(Scenario world)
    {
        var look = await world.LookAsync();
        Assert.True(look.State is DriftState.None, string.Join('\n', look.Findings.Select(finding => finding.Message)));
    }

    private static async Task<RunRecord> EndsWellAsync(Scenario world)
    {
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed or RunState.NoChanges, $"{run.State} {run.ReasonCode} {run.Reason}");
        return run;
    }

    private static async Task<IReadOnlyList<DriftedItem>> KeepAsync(Scenario world, DateTimeOffset? until = null) =>
        (await world.Migrator.KeepDriftAsync(new KeepRequest("production", ["index colours_name"], "slow query", until), Scenario.Key("ada"), Cancellation)).Value;

    private static async Task<Outcome<IReadOnlyList<ImportedTarget>>> TakeGitAsync(Scenario world)
    {
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, "HEAD", new(), Cancellation);
        var plan = await new PlanPreview(world.Services).MakeAsync(tree.Value, "HEAD", "production", Cancellation);
        return await new ImportDecisions(world.Services).DecideAsync(plan.Value, new ImportRequest("production", KeepLive: false), Scenario.Key("bo"), Cancellation);
    }

    private static async Task<string> HealCodeAsync(Scenario world, HealRequest request) =>
        (await world.Migrator.HealDriftAsync(request, Scenario.Key("ada"), Cancellation)).Findings.Single().Code;

    private static async Task RepairAsync(Scenario world)
    {
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, "HEAD", new(), Cancellation);
        var repository = await world.Services.Metadata.ReadAsync(tree.Value, Cancellation);
        var repaired = await new HistoryDesk(world.Services).RepairAsync(repository.Value, new HistoryScope("production"), [], "a comment", Scenario.Key("bo", AccessRole.Operator), Cancellation);
        Assert.NotEmpty(repaired.Value);
    }

    private static async Task<StructurePointer?> StructureAsync(Scenario world, string region) =>
        (await new EnvironmentRecords(world.Store.Records).LedgerAsync(new TargetAddress("production", region, "db"), Cancellation))!.Structure;

    private static async Task ForgetAsync(Scenario world)
    {
        await foreach (var stored in world.Store.Records.ListAsync(RunPartitions.Ledgers, "production/", Cancellation))
        {
            await world.Store.Records.TryReplaceAsync(stored.Partition, stored.Key, stored.Read<LedgerPointer>() with { Structure = null }, stored.ETag, Cancellation);
        }
    }
}
