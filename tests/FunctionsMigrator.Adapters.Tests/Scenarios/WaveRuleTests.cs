using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>How many units go at a time, how many may fail, and what is tried again.</summary>
public sealed class WaveRuleTests
{
    [Fact]
    public async Task A_wave_that_goes_unit_by_unit_begins_no_other_once_its_budget_is_spent()
    {
        await using var world = await BeginAsync(6, "waves: [ { count: 1 }, { rest: true, maxParallel: 1 } ], maxFailures: 1, onFailure: hold", "t003", "t004");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Paused, run.State);
        Assert.Equal(("a,z", "a,z", "a", "a", "a", "a"), All(world));
        var targets = (await world.Migrator.GetAsync(run.Id, CancellationToken.None)).Value.Targets;
        Assert.Equal([TargetProgress.Planned, TargetProgress.Planned], targets.Where(target => target.Address.Tenant is "t005" or "t006").Select(target => target.Progress));

        // What failed is tried again, what was not begun is begun, and what is done is left alone.
        TenantWorld.Disarm(world, "t004");
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Retry), Scenario.Key("bo"));

        Assert.Equal((RunState.Partial, "1 of the units keep what they had: west[t003]"), (run.State, run.Reason));
        Assert.Equal(("a,z", "a,z", "a", "a,z", "a,z", "a,z"), All(world));
        Assert.Equal(["t003", "t004", "t005", "t006"], await WrittenAsync(world, run.Id, "w2.1."));
    }

    [Fact]
    public async Task A_wave_may_bear_fewer_failures_than_the_run()
    {
        await using var world = await BeginAsync(6, "waves: [ { label: pilot, maxFailures: 0 }, { rest: true } ], maxFailures: 2", "t003");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(("a", "a", "a", "a", "a", "a"), All(world));
    }

    [Fact]
    public async Task A_later_wave_bears_what_the_run_does_where_it_says_nothing()
    {
        await using var world = await BeginAsync(6, "waves: [ { label: pilot, maxFailures: 0 }, { rest: true } ], maxFailures: 2", "t001", "t005");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Partial, "2 of the units keep what they had: west[t001], west[t005]"), (run.State, run.Reason));
        Assert.Equal(("a", "a,z", "a,z", "a,z", "a", "a,z"), All(world));
    }

    [Fact]
    public async Task A_retry_touches_the_units_that_failed_and_no_other()
    {
        await using var world = await BeginAsync(6, "waves: [ { percent: 100 } ], onFailure: hold", "t002");
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.Paused, run.State);
        TenantWorld.Disarm(world, "t002");

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Retry), Scenario.Key("bo"));

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["t001", "t002", "t003", "t004", "t005", "t006"], await WrittenAsync(world, run.Id, "w1.0."));
        Assert.Equal(["t002"], await WrittenAsync(world, run.Id, "w1.1."));
    }

    private static async Task<Scenario> BeginAsync(int tenants, string rollout, params string[] armed)
    {
        var world = TenantWorld.Begin(tenants, "waves: [ { percent: 100 } ]");
        await world.RunAsync("production");
        TenantWorld.Rollout(world, rollout);
        TenantWorld.Second(world);
        foreach (var tenant in armed)
        {
            TenantWorld.Arm(world, tenant);
        }

        return world;
    }

    private static (string, string, string, string, string, string) All(Scenario world) =>
        (Of(world, 1), Of(world, 2), Of(world, 3), Of(world, 4), Of(world, 5), Of(world, 6));

    private static string Of(Scenario world, int tenant) => TenantWorld.Codes(world, $"t00{tenant}");

    // The tenants that the child runs of one call were to write.
    private static async Task<IReadOnlyList<string>> WrittenAsync(Scenario world, string run, string call)
    {
        var histories = await world.HistoriesAsync(run);
        return
        [
            .. histories.Where(history => history.Key.StartsWith($"{run}.{call}", StringComparison.Ordinal))
                .SelectMany(history => history.Value.OfType<StepsScheduled>()).Where(fact => fact.Step == Steps.ApplyChanges.Name)
                .SelectMany(fact => fact.Inputs).Select(input => input.GetProperty("address").GetString()![^5..^1]).Distinct().Order(StringComparer.Ordinal),
        ];
    }
}
