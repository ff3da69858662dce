using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Decisions about script histories and runs keep out of each other's way.</summary>
public sealed class HistoryLockTests
{
    private const string Analysis = """
        analyses:
          errors: { http: { url: "http://127.0.0.1/errors" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s }
        """;

    [Fact]
    public async Task A_history_is_not_repaired_while_a_run_holds_the_environment()
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Write(
            "environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]", Analysis));
        world.Measure(_ => 0.03);
        world.Commit("First");
        var paused = await world.RunAsync("production");
        Assert.Equal(RunState.Paused, paused.State);

        var refused = await RepairAsync(world, world.Services);

        Assert.Equal(RunCodes.Locked.Code, Assert.Single(refused.Findings).Code);
        Assert.Contains(paused.Id, refused.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_holds_the_environment_from_its_first_look_to_its_end()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        await world.RunAsync("production");
        var locks = new EnvironmentLock(world.Store.Records, world.Time);
        var held = new List<string?>();

        var repaired = await RepairAsync(world, world.Services with { Desired = new Watched(world.Services.Desired, async () => held.Add(await locks.OwnerAsync("production", CancellationToken.None))) });

        Assert.True(repaired.Succeeded);
        Assert.NotEmpty(held);
        Assert.All(held, owner => Assert.EndsWith("-repair", owner, StringComparison.Ordinal));
        Assert.Null(await locks.OwnerAsync("production", CancellationToken.None));
    }

    [Fact]
    public async Task A_run_waits_while_a_repair_holds_the_environment_and_goes_on_when_one_that_died_is_broken()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var locks = new EnvironmentLock(world.Store.Records, world.Time);
        Assert.True((await locks.TakeAsync("production", "production-20261123-090000000-repair", CancellationToken.None)).Succeeded);
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;

        await world.Engine.RunUntilIdleAsync(started.Id, CancellationToken.None);
        var waiting = await world.RecordAsync(started.Id);
        var broken = await world.Migrator.BreakLockAsync("production", "its process died", Scenario.Key("root", AccessRole.Admin), CancellationToken.None);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        var run = await world.DriveAsync(started.Id);

        Assert.Equal((RunState.AwaitingWindow, RunCodes.Locked.Code), (waiting.State, waiting.ReasonCode));
        Assert.True(broken.Succeeded, string.Join('\n', broken.Findings));
        Assert.Equal(RunState.Completed, run.State);
        Assert.Contains((await world.Audit.VerifyEnvironmentAsync("production", CancellationToken.None)).Runs, verdict => verdict.Chain.EndsWith("-lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_waits_for_days_keeps_a_short_history_and_goes_on_with_the_first_sweep_behind_the_one_before()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var locks = new EnvironmentLock(world.Store.Records, world.Time);
        await locks.TakeAsync("production", "production-20261123-090000-abcdef0", CancellationToken.None);
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        var began = world.Time.GetUtcNow();
        while (world.Time.GetUtcNow() - began < TimeSpan.FromDays(2))
        {
            world.Time.SetUtcNow((await world.Engine.RunUntilIdleAsync(started.Id, CancellationToken.None)).NextTimer!.Value);
        }

        var waiting = await world.RecordAsync(started.Id);
        await locks.ReleaseAsync("production", "production-20261123-090000-abcdef0", CancellationToken.None);
        var report = await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), CancellationToken.None);
        var run = await world.DriveAsync(started.Id);

        Assert.Equal((RunState.AwaitingWindow, RunCodes.Locked.Code), (waiting.State, waiting.ReasonCode));
        Assert.Contains(started.Id, report.Rung);
        Assert.Equal(RunState.Completed, run.State);
        Assert.All((await world.HistoriesAsync(started.Id)).Values, history => Assert.InRange(history.Count, 1, 499));
    }

    private static async Task<Outcome<IReadOnlyList<RecordedHistory>>> RepairAsync(Scenario world, MigratorServices services)
    {
        var tree = WorkTreeSource.Open(world.Root, new SourceLimits(), CancellationToken.None).Value;
        var repository = (await services.Metadata.ReadAsync(tree, CancellationToken.None)).Value;
        return await new HistoryDesk(services).RepairAsync(repository, new HistoryScope("production"), [], "why not", Scenario.Key("bo", AccessRole.Operator), CancellationToken.None);
    }

    private sealed class Watched(IDesiredState inner, Func<Task> look) : IDesiredState
    {
        public Task<Outcome<IReadOnlyList<TargetBinding>>> BindAsync(MetadataRepository repository, string environment, CancellationToken cancellation) => inner.BindAsync(repository, environment, cancellation);

        public Task<Outcome<IReadOnlyList<ResourceSlice>>> SlicesAsync(MetadataRepository repository, TargetBinding target, CancellationToken cancellation) => inner.SlicesAsync(repository, target, cancellation);

        public IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation) =>
            inner.ReadAsync(repository, target, slice, shape, cancellation);

        public async Task<Outcome<ScriptSet>> ReadScriptsAsync(MetadataRepository repository, TargetBinding target, ResourceSlice slice, CancellationToken cancellation)
        {
            await look();
            return await inner.ReadScriptsAsync(repository, target, slice, cancellation);
        }

        public Outcome<string> Substitute(TargetBinding target, string text) => inner.Substitute(target, text);
    }
}
