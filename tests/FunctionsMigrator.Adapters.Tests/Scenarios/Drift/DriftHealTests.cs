using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>Bringing back what drifted, by a run.</summary>
public sealed class DriftHealTests
{
    private const string North = DriftWorld.North;
    private const string East = DriftWorld.East;
    private const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: plan, collectWithin: 1h }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_drifted_is_written_back_by_a_run_that_changes_nothing_else()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var good = await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation);
        var (north, east) = (world.Read(North), world.Read(East));
        await world.Change(North, "30", "99").Change(East, "3", "7").LookAsync();

        var run = await HealAsync(world, new HealRequest("production", Reason: "INC0042"));

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Equal((north, east), (world.Read(North), world.Read(East)));
        Assert.Equal(good, await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation));
        Assert.All(await world.DriftedAsync(all: true), item => Assert.Equal((DriftStatus.Reverted, run.Id, "INC0042"), (item.Status, item.Decision!.Run, item.Decision.Reason)));
        Assert.Equal(DriftState.None, (await world.Migrator.ListDriftAsync(Cancellation).SingleAsync(Cancellation)).State);
        Assert.Equal(DriftState.None, (await world.LookAsync()).State);
        var received = await world.Audit.ReadAsync(run.Id, Cancellation).FirstAsync(record => record.Event == AuditEvents.Received, Cancellation);
        Assert.Equal("INC0042", received.Details!["asked"]);
        Assert.Contains(good!.Run, received.Details["heals"], StringComparison.Ordinal);
        Assert.True((await world.Audit.VerifyEnvironmentAsync("production", Cancellation)).Intact);
    }

    [Fact]
    public async Task One_item_is_brought_back_and_the_others_stay_drifted()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").Change(North, "3,", "7,").Change(East, "30", "98").LookAsync();
        var id = (await world.DriftedAsync()).Single(item => item.Item.Key == "checkout/timeoutSeconds" && item.Address.Region == "north").Id;

        var run = await HealAsync(world, new HealRequest("production", Items: [id[..8]]));

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Equal(1, run.Plan!.Counts.Writes);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        Assert.Contains("98", world.Read(East), StringComparison.Ordinal);
        var left = (await world.Migrator.ListDriftAsync(Cancellation).SingleAsync(Cancellation)).Items;
        Assert.Equal(left, (await world.LookAsync()).Items);
        Assert.True(left > 0);
    }

    [Fact]
    public async Task A_target_is_healed_while_another_one_cannot_be_reached()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99").Write(East, "no JSON");

        var run = await HealAsync(world, new HealRequest("production", Target: "production/north/config"));

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_and_removed_items_come_back_too()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var north = world.Read(North);
        world.Write(North, "{}");
        await ExecuteAsync(world, "UPDATE colours SET name = 'azure' WHERE code = 'b'");
        await ExecuteAsync(world, "DELETE FROM colours WHERE code = 'r'");

        var run = await HealAsync(world, new HealRequest("production"));

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Equal(4, run.Plan!.Counts.Writes);
        Assert.Equal(DriftState.None, (await world.LookAsync()).State);
        Assert.Equal(north.ReplaceLineEndings(), world.Read(North).ReplaceLineEndings());
    }

    [Fact]
    public async Task Under_a_policy_people_are_asked_before_anything_is_written()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        world.Change(North, "30", "99");

        var run = await HealAsync(world, new HealRequest("production"), Scenario.Key("ada"));

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Contains("99", world.Read(North), StringComparison.Ordinal);
        Assert.False((await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Approve, run.Plan!.Digest.Short), Scenario.Key("ada"), Cancellation)).Succeeded);
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_change_note_is_asked_of_a_run_that_brings_no_change()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("policies/production.yaml", SmallRepository.Policy("changeNote: { required: true }")).Commit("Rules");
        await world.RunAsync("production");
        world.Change(North, "30", "99");

        Assert.Equal(RunState.Completed, (await HealAsync(world, new HealRequest("production"))).State);
    }

    [Fact]
    public async Task Where_nothing_drifted_there_is_nothing_to_do()
    {
        await using var world = await DriftWorld.CompletedAsync();

        Assert.Equal(RunState.NoChanges, (await HealAsync(world, new HealRequest("production"))).State);
        var unknown = await world.Migrator.HealDriftAsync(new HealRequest("production", Items: ["checkout/timeoutSeconds"]), Scenario.Key("ada"), Cancellation);
        Assert.Equal("DRF002", unknown.Findings.Single().Code);
        var nowhere = await world.Migrator.HealDriftAsync(new HealRequest("staging"), Scenario.Key("ada"), Cancellation);
        Assert.Equal("DRF001", nowhere.Findings.Single().Code);
        var refused = await world.Migrator.HealDriftAsync(new HealRequest("production"), Scenario.Key("cy", AccessRole.Approver), Cancellation);
        Assert.Equal("ACC010", refused.Findings.Single().Code);
    }

    [Fact]
    public async Task An_item_that_drifted_since_the_last_look_can_be_named()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.LookAsync();
        world.Change(North, "30", "99");

        Assert.Equal(RunState.Completed, (await HealAsync(world, new HealRequest("production", Items: ["checkout/timeoutSeconds"]))).State);
    }

    [Fact]
    public async Task A_value_that_moves_before_the_first_write_makes_the_plan_again()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        var run = await HealAsync(world.Change(North, "30", "99"), new HealRequest("production"), Scenario.Key("ci"));
        var digest = run.Plan!.Digest;
        world.Change(North, "99", "100");

        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.NotEqual(digest, run.Plan!.Digest);
    }

    [Fact]
    public async Task A_heal_replaces_no_run_that_waits()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31", "checkout/retries: 3")).Commit("Longer");
        var waiting = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal(RunState.AwaitingApproval, waiting.State);

        await HealAsync(world, new HealRequest("production"));

        Assert.Equal(RunState.AwaitingApproval, (await world.DriveAsync(waiting.Id)).State);
    }

    [Fact]
    public async Task A_heal_that_was_stopped_is_retried_as_a_heal()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        world.Change(North, "30", "99").Change(East, "30", "98");
        var run = await HealAsync(world, new HealRequest("production", Target: "production/north/config"), Scenario.Key("ci"));
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort), Scenario.Key("ci"));
        Assert.Equal(RunState.Cancelled, run.State);

        var retried = await world.Migrator.RetryAsync(run.Id, Scenario.Key("ci"), Cancellation);
        run = await world.DriveAsync(retried.Value.Run.Id);

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Equal(1, run.Plan!.Counts.Writes);
        Assert.NotNull(run.Heals);
    }

    [Fact]
    public async Task A_run_is_taken_back_behind_a_heal_to_what_was_before_it()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var first = await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var second = await world.RunAsync("production");
        Assert.Equal(RunState.Completed, (await HealAsync(world.Change(North, "45", "99"), new HealRequest("production"))).State);

        var back = await world.Migrator.RollBackAsync(new RollbackRequest(second.Id), Scenario.Key("ada"), Cancellation);
        var run = await world.DriveAsync(back.Value.Run.Id);

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        Assert.Equal(first!.Bundle, (await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation))!.Bundle);
        Assert.Equal(DriftState.None, (await world.LookAsync()).State);
    }

    [Fact]
    public async Task A_heal_that_is_taken_back_leaves_what_had_drifted_which_is_seen_as_drift_again()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var good = await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation);
        await world.Change(North, "30", "99").LookAsync();
        var heal = await HealAsync(world, new HealRequest("production"));
        Assert.True(heal.State is RunState.Completed, heal.Reason);

        var back = await world.Migrator.RollBackAsync(new RollbackRequest(heal.Id, "it was right"), Scenario.Key("bo"), Cancellation);
        var run = await world.DriveAsync(back.Value.Run.Id);

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Contains("99", world.Read(North), StringComparison.Ordinal);
        Assert.Equal(run.Id, (await world.RecordAsync(heal.Id)).TakenBackBy);
        Assert.Equal(good!.Run, (await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation))!.Run);
        Assert.Equal((DriftState.Drifted, 1), ((await world.LookAsync()).State, (await world.DriftedAsync()).Count));

        // And it can be brought back once more.
        Assert.Equal(RunState.Completed, (await HealAsync(world, new HealRequest("production"))).State);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heal_is_no_candidate_for_promotion_and_nothing_of_git_that_came_since_is_touched()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31", "checkout/retries: 3")).Commit("Not applied yet");

        var run = await HealAsync(world.Change(North, "30", "99"), new HealRequest("production"));

        Assert.Equal(RunState.Completed, run.State);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        Assert.DoesNotContain("31", world.Read(East), StringComparison.Ordinal);
    }

    private static async Task<RunRecord> HealAsync(Scenario world, HealRequest request, Caller? caller = null)
    {
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var started = await world.Migrator.HealDriftAsync(request, caller ?? Scenario.Key("ada"), Cancellation);
        Assert.True(started.Succeeded, started.Succeeded ? "" : started.Findings[0].ToString());
        return await world.DriveAsync(started.Value.Run.Id);
    }

    private static async Task ExecuteAsync(Scenario world, string sql)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Root, "data/north/db.sqlite")};Pooling=False");
        await database.OpenAsync(Cancellation);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
    }
}
