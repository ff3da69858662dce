using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>Environments that hold something else than their last run left.</summary>
public sealed class DriftTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_environment_that_holds_what_its_last_run_left_has_none()
    {
        await using var world = await CompletedAsync();

        var record = Assert.Single((await new DriftCheck(world.Services).LookAsync(Cancellation)).Value);

        Assert.Equal(("production", DriftState.None), (record.Environment, record.State));
        Assert.Empty(record.Targets);
        Assert.Empty(record.Findings);
    }

    [Fact]
    public async Task A_value_that_somebody_changed_is_counted_on_its_target_and_nothing_is_written()
    {
        await using var world = await CompletedAsync();
        const string File = "data/north/config/settings.json";
        world.Write(File, world.Read(File).Replace("30", "99", StringComparison.Ordinal));
        var before = world.Read(File);

        var record = Assert.Single((await new DriftCheck(world.Services).LookAsync(Cancellation)).Value);

        Assert.Equal(DriftState.Drifted, record.State);
        var target = Assert.Single(record.Targets);
        Assert.Equal(1, record.Items);
        Assert.Equal(("production/north/config", 1, true), (target.Address.ToString(), target.Items, target.Compared));
        Assert.Equal("PLAN303", Assert.Single(record.Findings).Code);
        Assert.Equal(before, world.Read(File));
        var listed = await world.Migrator.ListDriftAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal((record.State, record.At), (listed.Single().State, listed.Single().At));
    }

    [Fact]
    public async Task A_commit_that_was_not_applied_yet_is_no_drift()
    {
        await using var world = await CompletedAsync();
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("Later");

        Assert.Equal(DriftState.None, Assert.Single((await new DriftCheck(world.Services).LookAsync(Cancellation)).Value).State);
    }

    [Fact]
    public async Task A_target_that_cannot_be_read_is_not_said_to_hold_what_it_should()
    {
        await using var world = await CompletedAsync();
        world.Write("data/east/config/settings.json", "no JSON");

        var record = Assert.Single((await new DriftCheck(world.Services).LookAsync(Cancellation)).Value);

        Assert.Equal(DriftState.Unknown, record.State);
        Assert.False(Assert.Single(record.Targets).Compared);
    }

    [Fact]
    public async Task An_environment_that_a_run_holds_is_passed_over()
    {
        await using var world = await CompletedAsync();
        await new Core.Runs.EnvironmentLock(world.Store.Records, world.Time).TakeAsync("production", "another-run", Cancellation);

        Assert.Empty((await new DriftCheck(world.Services).LookAsync(Cancellation)).Value);
    }

    private static async Task<Scenario> CompletedAsync()
    {
        var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        await world.RunAsync("production");
        return world;
    }
}
