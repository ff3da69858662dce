using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>An admin breaks the lock of an environment while the run that holds it is alive.</summary>
public sealed class BrokenLockTests
{
    private const string Analysis = """
        analyses:
          errors: { http: { url: "http://127.0.0.1/errors" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s }
        """;

    private static readonly Caller Admin = Scenario.Key("root", AccessRole.Admin);

    [Fact]
    public async Task A_run_whose_lock_is_broken_while_it_bakes_writes_nothing_more_and_stays_Failed()
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Write(
            "environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]", Analysis));
        world.Commit("First");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        await BakingAsync(world, started.Id);

        await BreakAsync(world, started.Id);
        var run = await world.DriveAsync(started.Id);

        AssertStopped(world, run);
        await AssertAuditAsync(world, run);
    }

    [Fact]
    public async Task A_reason_of_more_than_2000_characters_is_refused_wherever_one_is_given()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        var (allowed, tooLong) = (new string('a', 2000), new string('a', 2001));
        var migrator = world.Migrator;

        string[] codes =
        [
            (await migrator.CommandAsync(started.Id, new CommandRequest(CommandKind.Pause, Reason: tooLong), Scenario.Key("ada"), CancellationToken.None)).Findings[0].Code,
            (await migrator.RollBackAsync(new RollbackRequest(started.Id, tooLong), Scenario.Key("ada"), CancellationToken.None)).Findings[0].Code,
            (await migrator.BreakLockAsync("production", tooLong, Admin, CancellationToken.None)).Findings[0].Code,
        ];

        Assert.All(codes, code => Assert.Equal(RunCodes.ReasonTooLong.Code, code));
        Assert.True((await migrator.CommandAsync(started.Id, new CommandRequest(CommandKind.Abort, Reason: allowed), Scenario.Key("ada"), CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task A_run_whose_lock_is_broken_while_it_is_paused_ends_and_another_takes_its_place()
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Write(
            "environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]", Analysis));
        world.Measure(_ => 0.03);
        world.Commit("First");
        var paused = await world.RunAsync("production");
        Assert.Equal(RunState.Paused, paused.State);

        await BreakAsync(world, paused.Id);
        var late = await world.Migrator.CommandAsync(paused.Id, new CommandRequest(CommandKind.Resume), Scenario.Key("bo"), CancellationToken.None);
        var run = await world.DriveAsync(paused.Id);

        Assert.Equal(RunCodes.TooLate.Code, late.Findings[0].Code);
        AssertStopped(world, run);
        await AssertAuditAsync(world, run);

        world.Measure(_ => 0);
        var next = await world.Migrator.RetryAsync(run.Id, Scenario.Key("ada"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(next.Value.Run.Id)).State);
        Assert.Equal(RunState.Failed, (await world.RecordAsync(run.Id)).State);
    }

    [Fact]
    public async Task A_run_whose_lock_is_broken_between_two_batches_stops_there_and_moves_no_ledger()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        world.Mortality.DieBefore("engine append", write => write.Contains(".w1.", StringComparison.Ordinal) && write.Contains("StepsScheduled", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(started.Id));
        world.Mortality.Revive();
        Assert.Equal(RunState.Applying, (await world.RecordAsync(started.Id)).State);

        await BreakAsync(world, started.Id);
        world.Time.Advance(new EngineOptions().LeaseDuration);
        world.Open();
        var run = await world.DriveAsync(started.Id);

        Assert.Equal((RunState.Failed, RunCodes.LockLost.Code), (run.State, run.ReasonCode));
        Assert.False(File.Exists(Path.Combine(world.Root, "data/west/config/settings.json")));
        Assert.Null(await new EnvironmentRecords(world.Store.Records).LedgerAsync(TargetAddress.Parse("production/west/config"), CancellationToken.None));
        await AssertAuditAsync(world, run);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_lock_is_not_broken_without_a_reason(string reason)
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        var locks = new EnvironmentLock(world.Store.Records, world.Time);
        await locks.TakeAsync("production", "some-run", CancellationToken.None);

        var refused = await world.Migrator.BreakLockAsync("production", reason, Admin, CancellationToken.None);

        Assert.Equal(RunCodes.NoReason.Code, refused.Findings[0].Code);
        Assert.Equal("some-run", await locks.OwnerAsync("production", CancellationToken.None));
    }

    [Fact]
    public async Task A_lock_that_a_finished_run_left_is_broken_and_audited_under_an_id_of_its_own()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var run = await world.RunAsync("production");
        var locks = new EnvironmentLock(world.Store.Records, world.Time);
        await locks.TakeAsync("production", run.Id, CancellationToken.None);

        Assert.True((await world.Migrator.BreakLockAsync("production", "left over", Admin, CancellationToken.None)).Succeeded);

        Assert.Null(await locks.OwnerAsync("production", CancellationToken.None));
        Assert.Equal(RunState.Completed, (await world.RecordAsync(run.Id)).State);
        var report = await world.Audit.VerifyEnvironmentAsync("production", CancellationToken.None);
        Assert.All(report.Runs, verdict => Assert.Equal(AuditState.Intact, verdict.State));
        Assert.Single(report.Runs, verdict => verdict.Chain.EndsWith("-lock", StringComparison.Ordinal));
    }

    private static async Task BakingAsync(Scenario world, string run)
    {
        while ((await world.RecordAsync(run)).State < RunState.Baking)
        {
            await world.Engine.RunUntilIdleAsync(run, CancellationToken.None);
        }
    }

    private static async Task BreakAsync(Scenario world, string run)
    {
        var before = await new EnvironmentLock(world.Store.Records, world.Time).FindAsync("production", CancellationToken.None);
        var broken = await world.Migrator.BreakLockAsync("production", "the host is lost", Admin, CancellationToken.None);

        Assert.True(broken.Succeeded);
        Assert.Equal(run, broken.Value.Run);
        var after = (await world.Store.Records.GetAsync("locks", "production", CancellationToken.None))!.Read<LockRecord>();
        Assert.Equal((null, before!.Fence + 1), (after.Run, after.Fence));
        Assert.Equal(RunState.Failed, (await world.RecordAsync(run)).State);
    }

    // The canary was written before, nothing was written since, and nothing was taken back.
    private static void AssertStopped(Scenario world, RunRecord run)
    {
        Assert.Equal((RunState.Failed, RunCodes.LockLost.Code, "root broke the lock: the host is lost"), (run.State, run.ReasonCode, run.Reason));
        Assert.True(File.Exists(Path.Combine(world.Root, "data/west/config/settings.json")));
        Assert.False(File.Exists(Path.Combine(world.Root, "data/east/config/settings.json")));
    }

    private static async Task AssertAuditAsync(Scenario world, RunRecord run)
    {
        var records = await world.Audit.ReadAsync(run.Id, CancellationToken.None).ToListAsync();
        var broken = Assert.Single(records, record => record.Event == AuditEvents.LockBroken);
        Assert.Equal(("root", "the host is lost"), (broken.Actor, broken.Details![AuditDetails.Reason]));
        Assert.DoesNotContain(records, record => record.Event is AuditEvents.RollingBack or AuditEvents.Restored);
        Assert.Equal("Failed", Assert.Single(records, record => record.Event == AuditEvents.Finished).Details!["state"]);
        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", run.Id, CancellationToken.None)).State);
    }
}
