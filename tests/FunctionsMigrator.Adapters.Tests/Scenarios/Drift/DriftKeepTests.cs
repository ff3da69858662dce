using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>Leaving what drifted as it is, for a reason and until a time.</summary>
public sealed class DriftKeepTests
{
    private const string North = DriftWorld.North;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_kept_stops_no_run_and_is_left_alone()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();

        var kept = await KeepAsync(world, until: null);

        Assert.Equal((DriftStatus.Accepted, "ada", "load test"), (kept.Value.Single().Status, kept.Value.Single().Decision!.By, kept.Value.Single().Decision!.Reason));
        Assert.Empty(await world.DriftedAsync());
        var shown = await world.Migrator.ListDriftAsync(Cancellation).SingleAsync(Cancellation);
        Assert.Equal(DriftState.None, shown.State);
        Assert.Empty(shown.Findings);
        Assert.Equal(DriftState.None, (await world.LookAsync()).State);
        Assert.Equal(DriftStatus.Accepted, Assert.Single(await world.DriftedAsync(all: true)).Status);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 4")).Commit("More");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Contains("99", world.Read(North), StringComparison.Ordinal);
        Assert.True((await world.Audit.VerifyEnvironmentAsync("production", Cancellation)).Intact);
        Assert.Null(await new EnvironmentLock(world.Store.Records, world.Time).OwnerAsync("production", Cancellation));
    }

    [Fact]
    public async Task When_its_time_is_over_it_is_drift_again_and_is_told_again()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        await KeepAsync(world, world.Time.GetUtcNow().AddDays(1));
        await world.LookAsync();
        Assert.Single(await world.AlertsAsync());

        world.Time.Advance(TimeSpan.FromDays(2));
        var look = await world.LookAsync();

        Assert.Equal(DriftState.Drifted, look.State);
        var item = Assert.Single(await world.DriftedAsync());
        Assert.Equal("load test", item.Decision!.Reason);
        Assert.Equal(2, (await world.AlertsAsync()).Count);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 4")).Commit("More");
        Assert.Equal("PLAN303", (await world.RunAsync("production")).ReasonCode);
        var healed = await world.Migrator.HealDriftAsync(new HealRequest("production"), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(healed.Value.Run.Id)).State);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        Assert.Equal(DriftState.None, (await world.LookAsync()).State);
    }

    [Fact]
    public async Task When_the_target_moves_again_it_is_drift_again()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        await KeepAsync(world, until: null);

        await world.Change(North, "99", "100").LookAsync();

        Assert.Equal(("100", DriftStatus.Open), (Assert.Single(await world.DriftedAsync()).Now!.Text, (await world.DriftedAsync())[0].Status));
        var healed = await world.Migrator.HealDriftAsync(new HealRequest("production"), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(healed.Value.Run.Id)).State);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healing_all_leaves_it_alone_and_healing_it_by_name_takes_the_decision_back()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        await KeepAsync(world, until: null);

        var all = await world.Migrator.HealDriftAsync(new HealRequest("production"), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.NoChanges, (await world.DriveAsync(all.Value.Run.Id)).State);
        Assert.Contains("99", world.Read(North), StringComparison.Ordinal);

        var named = await world.Migrator.HealDriftAsync(new HealRequest("production", Items: ["checkout/timeoutSeconds"]), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(named.Value.Run.Id)).State);
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        await world.LookAsync();
        Assert.Equal(DriftStatus.Reverted, Assert.Single(await world.DriftedAsync(all: true)).Status);
    }

    [Fact]
    public async Task Bringing_back_what_was_accepted_takes_nothing_from_what_else_differs()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").Change(North, " 3", " 7").LookAsync();
        await KeepAsync(world, until: null);
        Assert.Equal(1, (await world.Migrator.ListDriftAsync(Cancellation).SingleAsync(Cancellation)).Items);

        var named = await world.Migrator.HealDriftAsync(new HealRequest("production", Items: ["checkout/timeoutSeconds"]), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(named.Value.Run.Id)).State);

        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        Assert.Equal(1, (await world.Migrator.ListDriftAsync(Cancellation).SingleAsync(Cancellation)).Items);
        Assert.Equal("checkout/retries", Assert.Single(await world.DriftedAsync()).Item.Key);
    }

    [Fact]
    public async Task It_needs_a_reason_an_end_to_come_a_role_and_an_item_that_drifted()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        async Task<string> CodeAsync(KeepRequest request, Caller? caller = null) =>
            (await world.Migrator.KeepDriftAsync(request, caller ?? Scenario.Key("ada"), Cancellation)).Findings.Single().Code;
        var good = new KeepRequest("production", ["checkout/timeoutSeconds"], "because");

        Assert.Equal("RUN022", await CodeAsync(good with { Reason = " " }));
        Assert.Equal("DRF005", await CodeAsync(good with { Until = world.Time.GetUtcNow() }));
        Assert.Equal("ACC010", await CodeAsync(good, Scenario.Key("cy", AccessRole.Approver)));
        Assert.Equal("DRF002", await CodeAsync(good with { Items = ["checkout/retries"] }));
        Assert.Equal("DRF002", await CodeAsync(good with { Items = [] }));
        Assert.Equal("RUN021", await CodeAsync(good with { Target = "north" }));
        Assert.Equal("DRF002", await CodeAsync(good with { Target = "production/east/config" }));
        Assert.Single(await world.DriftedAsync());
    }

    [Fact]
    public async Task While_a_run_holds_the_environment_nothing_is_decided()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        var locks = new EnvironmentLock(world.Store.Records, world.Time);
        await locks.TakeAsync("production", "another-run", Cancellation);

        Assert.Equal("RUN005", (await KeepAsync(world, until: null)).Findings.Single().Code);

        Assert.Single(await world.DriftedAsync());
        Assert.Equal("another-run", await locks.OwnerAsync("production", Cancellation));
    }

    [Fact]
    public async Task A_decision_about_a_plan_that_a_run_has_outrun_is_not_taken()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, (await new EnvironmentRecords(world.Store.Records).GoodAsync("production", Cancellation))!.Commit, new(), Cancellation);
        var plan = await new PlanPreview(world.Services).MakeAsync(tree.Value, "HEAD", "production", Cancellation);
        world.Change(North, "99", "30");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31", "checkout/retries: 3")).Commit("Longer");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);

        var decided = await new ImportDecisions(world.Services).DecideAsync(plan.Value, new ImportRequest("production", KeepLive: true), Scenario.Key("bo"), Cancellation);

        Assert.Equal("TGT022", decided.Findings.Single().Code);
        Assert.Equal(DriftState.None, (await world.LookAsync()).State);
    }

    private static async Task<Core.Findings.Outcome<IReadOnlyList<DriftedItem>>> KeepAsync(Scenario world, DateTimeOffset? until) =>
        await world.Migrator.KeepDriftAsync(new KeepRequest("production", ["checkout/timeoutSeconds"], "load test", until), Scenario.Key("ada"), Cancellation);
}
