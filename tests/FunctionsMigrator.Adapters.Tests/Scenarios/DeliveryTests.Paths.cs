using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Pushes that count, and pushes that do not.</summary>
public sealed partial class DeliveryTests
{
    [Fact]
    public async Task A_push_that_changes_nothing_that_counts_starts_no_run_and_the_next_one_brings_all()
    {
        await using var world = Begin();
        world.Write("migrator.yaml", world.Read("migrator.yaml") + "\npushes: { paths: [ \"metadata/**\" ], ignore: [ \"**/*.md\" ] }\n");
        var first = world.Commit("First");
        await SweepAsync(world);
        var notes = world.Write("docs/notes.txt", "a").Write("metadata/readme.md", "b").Commit("Notes");

        await AcceptAsync(world, "a", PushOf(first, notes));
        await Desk(world).TakeAsync(Cancellation);

        Assert.Empty(await RunsAsync(world));
        var delivery = await FindAsync(world, "a");
        Assert.Equal(DeliveryState.Nothing, delivery.State);
        Assert.Contains("pushes:", delivery.Reason, StringComparison.Ordinal);
        Assert.Empty((await SweepAsync(world)).Started);

        var change = Change(world, 31);
        await AcceptAsync(world, "b", PushOf(notes, change));
        await Desk(world).TakeAsync(Cancellation);
        Assert.Equal(change, Assert.Single(await RunsAsync(world)).Commit);
    }

    [Fact]
    public async Task A_push_that_takes_commits_away_counts_whatever_paths_it_changes()
    {
        await using var world = Begin();
        world.Write("migrator.yaml", world.Read("migrator.yaml") + "\npushes: { paths: [ \"metadata/**\" ] }\n");
        var first = world.Commit("First");
        var change = Change(world, 31);
        await SweepAsync(world);
        Move(world, first);
        var notes = world.Write("docs/notes.txt", "a").Commit("Notes");

        await AcceptAsync(world, "a", PushOf(change, notes));
        await Desk(world).TakeAsync(Cancellation);

        Assert.True(Assert.Single(await RunsAsync(world)).Forced);
    }

    [Fact]
    public async Task A_branch_that_goes_back_to_a_commit_gets_a_run_of_it_again()
    {
        await using var world = Begin();
        var first = world.Commit("First");
        await AcceptAsync(world, "a", PushOf(null, first));
        await Desk(world).TakeAsync(Cancellation);
        await world.DriveAsync((await RunsAsync(world))[0].Id);
        var second = Change(world, 31);
        await AcceptAsync(world, "b", PushOf(first, second));
        await Desk(world).TakeAsync(Cancellation);
        await world.DriveAsync((await RunsAsync(world))[0].Id);

        Move(world, first);
        await AcceptAsync(world, "c", PushOf(second, first) with { Forced = true });
        await Desk(world).TakeAsync(Cancellation);

        var newest = await world.DriveAsync((await RunsAsync(world))[0].Id);
        Assert.Equal((first, 2, RunState.Completed), (newest.Commit, newest.Attempt, newest.State));
        await SweepAsync(world);
        Assert.Equal(3, (await RunsAsync(world)).Count);
    }

    [Fact]
    public async Task The_end_of_a_run_is_a_look_at_its_branch_where_branches_are_not_watched()
    {
        await using var world = Begin();
        var (first, second) = (world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", PushOf(first, second));
        await SweepAsync(world);
        var run = (await RunsAsync(world)).Single();
        var third = Change(world, 32);
        Assert.Empty((await SweepAsync(world)).Started);

        await world.DriveAsync(run.Id);

        Assert.Equal(third, (await world.RecordAsync(Assert.Single((await SweepAsync(world)).Started))).Commit);
    }
}
