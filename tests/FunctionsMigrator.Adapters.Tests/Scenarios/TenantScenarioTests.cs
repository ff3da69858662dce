using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Many tenants, and a rollout that may leave a few behind.</summary>
public sealed class TenantScenarioTests
{
    private const string Garbage = "this is no database, and it is long enough to be read as one, which it is not";

    [Fact]
    public async Task Of_300_tenants_three_broken_ones_are_left_behind_then_retried_and_only_what_was_changed_is_taken_back()
    {
        await using var world = Begin(300, maxFailures: 3);
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        string[] broken = ["t007", "t150", "t299"];
        foreach (var tenant in broken)
        {
            File.Copy(TenantWorld.Database(world, tenant), TenantWorld.Database(world, tenant) + ".good");
            world.Write($"data/{tenant}.sqlite", Garbage);
        }

        TenantWorld.Second(world);
        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Partial, run.State);
        Assert.Equal("3 of the units keep what they had: west[t007], west[t150], west[t299]", run.Reason);
        var targets = (await world.Migrator.GetAsync(run.Id, CancellationToken.None)).Value.Targets;
        Assert.Equal(broken, targets.Where(target => target.Progress is TargetProgress.Failed).Select(target => target.Address.Tenant));
        Assert.Equal(297, targets.Count(target => target.Progress is TargetProgress.Applied));
        Assert.Equal("a,z", TenantWorld.Codes(world, "t001"));

        foreach (var tenant in broken)
        {
            File.Move(TenantWorld.Database(world, tenant) + ".good", TenantWorld.Database(world, tenant), overwrite: true);
        }

        var retried = await world.Migrator.RetryAsync(run.Id, Scenario.Key("ada"), CancellationToken.None);
        var retry = await world.DriveAsync(retried.Value.Run.Id);
        Assert.Equal(RunState.Completed, retry.State);
        Assert.Equal(3, retry.Plan!.ChangedTargets);
        Assert.Equal("a,z", TenantWorld.Codes(world, "t150"));

        var started = await world.Migrator.RollBackAsync(new RollbackRequest(retry.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);
        Assert.Equal(RunState.Completed, rollback.State);
        Assert.Equal(broken, (await world.PlanAsync(rollback.Id)).Select(entry => entry.Address.Tenant).Distinct());
        Assert.Equal("a", TenantWorld.Codes(world, "t150"));
        Assert.Equal("a,z", TenantWorld.Codes(world, "t001"));
    }

    [Fact]
    public async Task One_broken_tenant_more_than_the_budget_and_nothing_is_applied()
    {
        await using var world = Begin(6, maxFailures: 1);
        await world.RunAsync("production");
        world.Write("data/t002.sqlite", Garbage).Write("data/t004.sqlite", Garbage);
        TenantWorld.Second(world);

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Failed, run.State);
        Assert.Equal("a", TenantWorld.Codes(world, "t001"));
    }

    [Fact]
    public async Task A_tenant_that_fails_while_it_is_written_is_taken_back_and_the_others_go_on()
    {
        await using var world = Begin(6, maxFailures: 1);
        await world.RunAsync("production");
        TenantWorld.Second(world);

        // Only the live database holds the row that springs the trap, so that the rehearsal does not see it, and the script before it stands when it springs.
        TenantWorld.Arm(world, "t003");
        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Partial, run.State);
        Assert.Equal("1 of the units keep what they had: west[t003]", run.Reason);
        Assert.Equal("a", TenantWorld.Codes(world, "t003"));
        Assert.Equal(["code,name", "code,name,hex"], new[] { "t003", "t004" }.Select(tenant => TenantWorld.Columns(world, tenant)));
        Assert.Equal("a,z", TenantWorld.Codes(world, "t004"));
    }

    [Fact]
    public async Task A_tenant_may_be_skipped_while_its_wave_bakes_also_where_another_was_left_behind_before()
    {
        await using var world = Begin(3, maxFailures: 1);
        await world.RunAsync("production");
        TenantWorld.Rollout(
            world,
            "waves: [ { percent: 100, bake: 1m } ], analyses: [errors], maxFailures: 1",
            "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s }");
        world.Measure(_ => 0.03);
        TenantWorld.Second(world);
        TenantWorld.Arm(world, "t002");
        var run = await world.RunAsync("production");
        Assert.Equal((RunState.Paused, "ANA002"), (run.State, run.ReasonCode));

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Skip, Reason: "moves house", Target: "production/west/db[t003]"), Scenario.Key("bo"));
        Assert.Equal(RunState.Paused, run.State);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Resume), Scenario.Key("bo"));

        Assert.Equal((RunState.Partial, "2 of the units keep what they had: west[t002], west[t003]"), (run.State, run.Reason));
        Assert.Equal("a", TenantWorld.Codes(world, "t003"));
        Assert.Equal("a,z", TenantWorld.Codes(world, "t001"));
    }

    [Fact]
    public async Task A_rollback_of_a_partial_run_leaves_broken_tenants_alone()
    {
        await using var world = Begin(6, maxFailures: 1);
        await world.RunAsync("production");
        world.Write("data/t002.sqlite", Garbage);
        TenantWorld.Second(world);
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.Partial, run.State);

        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.Equal(RunState.Completed, rollback.State);
        Assert.Equal("a", TenantWorld.Codes(world, "t001"));
        Assert.Equal(Garbage, world.Read("data/t002.sqlite"));
    }

    private static Scenario Begin(int tenants, int maxFailures) =>
        TenantWorld.Begin(tenants, $"waves: [ {{ ring: canary }}, {{ percent: 20 }}, {{ percent: 100 }} ], maxFailures: {maxFailures}");
}
