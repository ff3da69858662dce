using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>One engine drives the runs of a store, whoever else opens it.</summary>
public sealed class StoreDriverTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_opens_a_store_drives_its_runs_until_an_app_takes_it()
    {
        await using var world = SmallRepository.Begin();
        var driver = new StoreDriver(world.Store.Records, world.Time);

        Assert.Null(await driver.FindAsync(Cancellation));
        Assert.True((await driver.TakeAsync("fm.example.com", Cancellation)).Succeeded);
        Assert.True((await driver.TakeAsync("fm2.example.com", Cancellation)).Succeeded);

        Assert.Equal("fm2.example.com", await driver.FindAsync(Cancellation));
    }

    [Fact]
    public async Task A_store_with_open_runs_of_somebody_else_is_not_taken_and_one_whose_runs_are_the_apps_is_taken_again()
    {
        await using var world = SmallRepository.Begin();
        var driver = new StoreDriver(world.Store.Records, world.Time);
        var open = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation)).Value.Run;

        var refused = await driver.TakeAsync("fm.example.com", Cancellation);
        Assert.Equal("STO014", Assert.Single(refused.Findings).Code);
        Assert.Contains(open.Id, refused.Findings[0].Message, StringComparison.Ordinal);
        Assert.Null(await driver.FindAsync(Cancellation));
        await world.DriveAsync(open.Id);
        Assert.True((await driver.TakeAsync("fm.example.com", Cancellation)).Succeeded);
        world.Write("README.md", "word").Commit("Word");
        await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);

        Assert.True((await driver.TakeAsync("fm.example.com", Cancellation)).Succeeded);
    }

    [Fact]
    public async Task A_run_that_is_only_reserved_is_started_by_the_sweep_of_the_one_that_drives()
    {
        await using var world = SmallRepository.Begin();
        var elsewhere = new Migrator(world.Services, new LeftToDriver(), world.Root);

        var started = await elsewhere.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);
        Assert.Equal(RunState.Received, started.Value.Run.State);
        var swept = await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), Cancellation);

        Assert.Equal([started.Value.Run.Id], swept.Started);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(started.Value.Run.Id)).State);
    }
}
