using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>Looks for drift beside runs, beside other looks, and by clocks that jump.</summary>
public sealed class DriftRaceTests
{
    private const string North = DriftWorld.North;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_begins_while_a_look_is_under_way_makes_it_say_nothing()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");
        var locks = new EnvironmentLock(world.Store.Records, world.Time);

        var looked = await LookAsync(world, () => locks.TakeAsync("production", "another-run", Cancellation));

        Assert.Empty(looked);
        Assert.Empty(await world.DriftedAsync());
        Assert.Empty(await world.AlertsAsync());
        Assert.Empty(await world.Migrator.ListDriftAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_run_that_ended_while_a_look_was_under_way_makes_it_say_nothing()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");
        var environments = new EnvironmentRecords(world.Store.Records);
        var good = (await environments.GoodAsync("production", Cancellation))!;

        var looked = await LookAsync(world, () => environments.SetGoodAsync("production", good with { Run = "another-run" }, Cancellation));

        Assert.Empty(looked);
        Assert.Empty(await world.DriftedAsync());
    }

    [Fact]
    public async Task A_look_that_began_earlier_overwrites_nothing_that_a_later_one_saw()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var later = await world.Change(North, "30", "99").LookAsync();
        world.Time.AdjustTime(later.At - TimeSpan.FromHours(1));

        await world.Change(North, "99", "100").LookAsync();

        var item = Assert.Single(await world.DriftedAsync());
        Assert.Equal(("99", later.At, 1), (item.Now!.Text, item.LastSeen, item.Moves));
        Assert.Equal(later.At, (await world.Migrator.ListDriftAsync(Cancellation).SingleAsync(Cancellation)).At);
        await world.Change(North, "100", "30").LookAsync();
        Assert.Equal(DriftStatus.Open, Assert.Single(await world.DriftedAsync()).Status);
        Assert.Single(await world.AlertsAsync());
    }

    [Fact]
    public async Task A_value_that_moves_while_its_time_is_asked_has_none()
    {
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("metadata/mails.yaml", "kind: Documents\nname: mails\ntarget: config\npath: mails\n").Write("metadata/mails/hi.html", "<p>Hi</p>\n");
        world.Commit("First");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        var file = Directory.EnumerateFiles(Path.Combine(world.Root, "data/north"), "hi.html", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(file, "<p>Hello</p>\n", Cancellation);
        world.Mortality.DieAt(point =>
        {
            if (point.StartsWith("after ", StringComparison.Ordinal) && point.Contains("rift", StringComparison.Ordinal))
            {
                File.WriteAllText(file, "<p>Hello again</p>\n");
            }

            return false;
        });

        await world.LookAsync();

        Assert.Contains("again", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
        Assert.Null(Assert.Single(await world.DriftedAsync()).Origin);
    }

    [Fact]
    public async Task A_run_that_a_drift_stopped_goes_on_once_it_is_resolved()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 4")).Commit("More");
        var stopped = await world.RunAsync("production");
        Assert.Equal((RunState.Conflict, "PLAN303"), (stopped.State, stopped.ReasonCode));

        world.Change(North, "99", "30");
        var retried = await world.Migrator.RetryAsync(stopped.Id, Scenario.Key("ada"), Cancellation);

        Assert.Equal(RunState.Completed, (await world.DriveAsync(retried.Value.Run.Id)).State);
        Assert.Contains("4", world.Read(North), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heal_is_not_what_a_promotion_comes_from()
    {
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("migrator.yaml", "kind: Repository\nname: small\nformat: 1\nbranches: { main: [test, production] }\nstore: local\n")
            .Write("environments/test.yaml", SmallRepository.Environment().Replace("production", "test", StringComparison.Ordinal).Replace("data/", "data/test-", StringComparison.Ordinal))
            .Write("policies/test.yaml", SmallRepository.Policy("").Replace("production", "test", StringComparison.Ordinal))
            .Write("policies/production.yaml", SmallRepository.Policy("promotion: { from: test, start: auto }"));
        world.Commit("First");
        var first = await world.RunAsync("test");
        Assert.True(first.State is RunState.Completed, first.Reason);
        world.Change("data/test-north/config/settings.json", "30", "99");
        var healed = await world.DriveAsync((await world.Migrator.HealDriftAsync(new HealRequest("test"), Scenario.Key("ada"), Cancellation)).Value.Run.Id);
        Assert.True(healed.State is RunState.Completed, healed.Reason);
        world.Time.Advance(TimeSpan.FromMinutes(1));

        var swept = await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), Cancellation);

        Assert.Equal(first.Id, (await world.RecordAsync(Assert.Single(swept.Started))).PromotedFrom);
    }

    private static async Task<IReadOnlyList<DriftRecord>> LookAsync(Scenario world, Func<Task> meanwhile) =>
        (await new DriftCheck(world.Services with { Desired = new Watched(world.Services.Desired, meanwhile) }).LookAsync(Cancellation)).Value;

    /// <summary>Does something once, while the targets are asked for.</summary>
    private sealed class Watched(IDesiredState inner, Func<Task> meanwhile) : IDesiredState
    {
        public async Task<Outcome<IReadOnlyList<TargetBinding>>> BindAsync(MetadataRepository repository, string environment, CancellationToken cancellation)
        {
            await meanwhile();
            return await inner.BindAsync(repository, environment, cancellation);
        }

        public Task<Outcome<IReadOnlyList<ResourceSlice>>> SlicesAsync(MetadataRepository repository, TargetBinding target, CancellationToken cancellation) => inner.SlicesAsync(repository, target, cancellation);

        public IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation) =>
            inner.ReadAsync(repository, target, slice, shape, cancellation);

        public IAsyncEnumerable<Outcome<RowPage>>? ReadRows(MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation) =>
            inner.ReadRows(repository, target, slice, shape, cancellation);

        public Task<Outcome<ScriptSet>> ReadScriptsAsync(MetadataRepository repository, TargetBinding target, ResourceSlice slice, CancellationToken cancellation) =>
            inner.ReadScriptsAsync(repository, target, slice, cancellation);

        public Outcome<string> Substitute(TargetBinding target, string text) => inner.Substitute(target, text);
    }
}
