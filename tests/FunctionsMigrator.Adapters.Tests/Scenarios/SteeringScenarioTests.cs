using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Commands at awkward moments: during a write, during a rollback, two at once, twice, too early and too late; and time that does not pass evenly.</summary>
public sealed class SteeringScenarioTests
{
    private const string Canary = "waves: [ { ring: canary }, { percent: 100 } ]";
    private const string Baked = "waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]";

    [Fact]
    public async Task An_abort_during_a_write_stops_it_and_restores_what_was_there()
    {
        await using var world = await BeginAsync(Canary);
        var id = await DieAsync(world, IsReceiptOf("north"));
        Assert.Equal((RunState.Applying, 2), ((await world.RecordAsync(id)).State, (await world.RecordAsync(id)).Wave));

        var aborted = await world.Migrator.CommandAsync(id, new CommandRequest(CommandKind.Abort, Reason: "the calls began"), Scenario.Key("bo"), CancellationToken.None);
        var run = await ReviveAsync(world, id);

        Assert.True(aborted.Succeeded);
        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(["30", "30", "30"], Timeouts(world));
        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", id, CancellationToken.None)).State);
    }

    [Fact]
    public async Task A_target_that_is_skipped_during_its_write_is_taken_back_and_the_others_go_on()
    {
        await using var world = await BeginAsync(Canary);
        var id = await DieAsync(world, IsReceiptOf("north"));

        await world.Migrator.CommandAsync(id, Skip("north"), Scenario.Key("bo"), CancellationToken.None);
        var run = await ReviveAsync(world, id);

        Assert.Equal((RunState.Partial, "1 of the units keep what they had: north"), (run.State, run.Reason));
        Assert.Equal(["45", "30", "45"], Timeouts(world));
        var told = await ToldAsync(world, id);
        Assert.Equal(("bo", "production/north/config"), told.Where(record => record.Event == AuditEvents.Skipped).Select(record => (record.Actor, record.Target)).Single());
    }

    [Fact]
    public async Task A_target_of_a_wave_that_is_done_is_taken_back_when_it_is_skipped()
    {
        await using var world = await BeginAsync("waves: [ { ring: canary }, { count: 1, pause: until advanced }, { rest: true } ]");
        var run = await world.RunAsync("production");
        Assert.Equal((RunState.Paused, 2), (run.State, run.Wave));

        run = await world.CommandAsync(run.Id, Skip("west"), Scenario.Key("bo"));
        Assert.True(run.IsAtGate());
        Assert.Equal(["30", "45", "30"], Timeouts(world));
        run = await world.CommandAsync(run.Id, Skip("east"), Scenario.Key("bo"));
        var twice = await world.Migrator.CommandAsync(run.Id, Skip("east"), Scenario.Key("ada"), CancellationToken.None);
        Assert.Equal(RunCodes.Overtaken.Code, twice.Findings[0].Code);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Advance), Scenario.Key("bo"));

        Assert.Equal((RunState.Partial, "2 of the units keep what they had: east, west"), (run.State, run.Reason));
        Assert.Equal(["30", "45", "30"], Timeouts(world));
        var targets = (await world.Migrator.GetAsync(run.Id, CancellationToken.None)).Value.Targets.Where(target => target.Address.Target == "config");
        Assert.Equal([TargetProgress.Skipped, TargetProgress.Applied, TargetProgress.Skipped], targets.Select(target => target.Progress));
    }

    [Fact]
    public async Task A_skip_needs_a_reason_and_a_target_with_changes()
    {
        await using var world = await BeginAsync(Baked);
        var id = await BakingAsync(world);

        Assert.Equal(PolicyCodes.ReasonRequired.Code, await RefusedAsync(world, id, new CommandRequest(CommandKind.Skip, Target: "production/north/config")));
        Assert.Equal(RunCodes.UnknownTarget.Code, await RefusedAsync(world, id, new CommandRequest(CommandKind.Skip, Reason: "x", Target: "production/south/config")));
        Assert.Equal(RunCodes.NotNow.Code, await RefusedAsync(world, id, new CommandRequest(CommandKind.Skip, Reason: "x", Target: "production/north/db")));
    }

    [Fact]
    public async Task A_pause_or_an_abort_during_a_rollback_is_refused_and_the_rollback_goes_through()
    {
        await using var world = await BeginAsync(Baked);
        var id = await BakingAsync(world);
        await world.Migrator.CommandAsync(id, new CommandRequest(CommandKind.Abort, Reason: "no"), Scenario.Key("bo"), CancellationToken.None);
        world.Mortality.DieAt(point => point.Contains("journal/", StringComparison.Ordinal) && point.Contains("/undone/", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(id));
        world.Mortality.Revive();
        Assert.Equal(RunState.RollingBack, (await world.RecordAsync(id)).State);

        Assert.Equal(RunCodes.Overtaken.Code, await RefusedAsync(world, id, new CommandRequest(CommandKind.Pause)));
        Assert.Equal(RunCodes.Overtaken.Code, await RefusedAsync(world, id, new CommandRequest(CommandKind.Abort)));
        var run = await ReviveAsync(world, id);

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(["30", "30", "30"], Timeouts(world));
        Assert.Single((await world.Migrator.GetAsync(id, CancellationToken.None)).Value.Commands);
    }

    [Fact]
    public async Task Of_opposite_buttons_at_once_the_numbers_decide_and_the_loser_is_told()
    {
        await using var world = await BeginAsync(Baked);
        var id = await BakingAsync(world);
        Assert.Equal(RunState.Paused, (await world.CommandAsync(id, new CommandRequest(CommandKind.Pause, Reason: "a call"), Scenario.Key("bo"))).State);

        var pressed = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => world.Migrator.CommandAsync(
            id, new CommandRequest(number % 2 == 0 ? CommandKind.Resume : CommandKind.Abort), Scenario.Key(number % 2 == 0 ? "ada" : "bo"), CancellationToken.None))));

        // One abort, and at most one resume before it: whatever is behind the abort was refused.
        var stored = (await world.Migrator.GetAsync(id, CancellationToken.None)).Value.Commands.Skip(1).Select(command => command.Kind).ToList();
        Assert.True(stored is [CommandKind.Abort] or [CommandKind.Resume, CommandKind.Abort], string.Join(' ', stored));
        Assert.Equal(stored.Count, pressed.Count(answer => answer.Succeeded));
        Assert.All(pressed.Where(answer => !answer.Succeeded), answer => Assert.Equal(RunCodes.Overtaken.Code, answer.Findings[0].Code));
        Assert.Equal(RunState.RolledBack, (await world.DriveAsync(id)).State);
    }

    [Fact]
    public async Task A_resume_that_was_meant_for_an_earlier_pause_ends_no_later_one()
    {
        await using var world = await BeginAsync(Baked);
        var id = await BakingAsync(world);
        var first = await world.CommandAsync(id, new CommandRequest(CommandKind.Pause), Scenario.Key("bo"));
        await world.Migrator.CommandAsync(id, new CommandRequest(CommandKind.Resume), Scenario.Key("ada"), CancellationToken.None);
        await world.Engine.RunUntilIdleAsync(id, CancellationToken.None);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(id)).State);

        await new CommandLog(world.Store.Records).AppendAsync(id, new RunCommand(0, CommandKind.Resume, "ada", world.Time.GetUtcNow(), Turn: first.Turn), CancellationToken.None);
        var run = await world.CommandAsync(id, new CommandRequest(CommandKind.Pause), Scenario.Key("bo"));

        Assert.Equal(RunState.Paused, run.State);
        Assert.Contains(await ToldAsync(world, id), record => record.Event == AuditEvents.Command && record.Details!["asked"] == "resume");
    }

    [Fact]
    public async Task Before_the_first_write_there_is_nothing_to_pause_and_at_the_end_nothing_to_say()
    {
        await using var world = SmallRepository.Begin("approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ] }");
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, run.State);
        foreach (var kind in new[] { CommandKind.Pause, CommandKind.Resume, CommandKind.Retry, CommandKind.Advance })
        {
            Assert.Equal(RunCodes.NotNow.Code, await RefusedAsync(world, run.Id, new CommandRequest(kind)));
        }

        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "bo")).State);
        foreach (var kind in new[] { CommandKind.Abort, CommandKind.Pause, CommandKind.Resume, CommandKind.Retry, CommandKind.Advance })
        {
            Assert.Equal(RunCodes.TooLate.Code, await RefusedAsync(world, run.Id, new CommandRequest(kind)));
        }
    }

    [Fact]
    public async Task An_abort_just_before_the_end_is_obeyed_and_not_forgotten()
    {
        await using var world = await BeginAsync("waves: [ { percent: 100 } ]");
        var id = await DieAsync(world, point => point.StartsWith("after ", StringComparison.Ordinal) && point.Contains("ledgers", StringComparison.Ordinal) && !point.Contains("former", StringComparison.Ordinal));

        Assert.True((await world.Migrator.CommandAsync(id, new CommandRequest(CommandKind.Abort, Reason: "no"), Scenario.Key("bo"), CancellationToken.None)).Succeeded);
        var run = await ReviveAsync(world, id);

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(["30", "30", "30"], Timeouts(world));
    }

    [Theory]
    [InlineData(3, 6)]
    [InlineData(60, 0)]
    public async Task A_host_that_is_killed_while_it_bakes_goes_on_with_the_time_that_is_left(int downMinutes, int leftMinutes)
    {
        await using var world = await BeginAsync(Baked);
        var id = await BakingAsync(world);
        var until = (await world.RecordAsync(id)).Until!.Value;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        world.Time.Advance(TimeSpan.FromMinutes(downMinutes));
        world.Open();
        var back = world.Time.GetUtcNow();
        Assert.Equal(until - back, TimeSpan.FromMinutes(leftMinutes == 0 ? -51 : leftMinutes));

        var run = await world.DriveAsync(id);

        Assert.Equal(RunState.Completed, run.State);
        var second = (await ToldAsync(world, id)).Last(record => record.Event == AuditEvents.WaveStarted);
        Assert.InRange(second.At, back + TimeSpan.FromMinutes(leftMinutes), back + TimeSpan.FromMinutes(leftMinutes + 1));
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_ends_a_bake_by_its_measurements_and_not_without_any()
    {
        await using var world = await BeginAsync("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ], analyses: [errors]", Analysis);
        var asked = 0;
        world.Measure(_ => asked++ < 1 ? 0 : null);
        var id = await BakingAsync(world);
        world.Time.Advance(TimeSpan.FromDays(365));

        var run = await world.DriveAsync(id);

        // What was measured before the jump is no reason to pass what nobody looked at since.
        Assert.True(run.State is RunState.Paused or RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.InRange(asked, 2, int.MaxValue);
    }

    [Fact]
    public async Task A_clock_that_is_put_back_makes_a_bake_longer_and_never_shorter()
    {
        await using var world = await BeginAsync(Baked);
        var id = await BakingAsync(world);
        var until = (await world.RecordAsync(id)).Until!.Value;
        world.Time.AdjustTime(world.Time.GetUtcNow() - TimeSpan.FromHours(1));

        var run = await world.DriveAsync(id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.InRange((await ToldAsync(world, id)).Last(record => record.Event == AuditEvents.WaveStarted).At, until, until + TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(1, RunState.Partial, "1 of the units keep what they had: north", "45 30 45")]
    [InlineData(0, RunState.RolledBack, "production/north/config did not answer for 30s", "30 30 30")]
    public async Task A_target_that_hangs_fails_in_its_time_and_the_run_goes_on_by_its_rules(int maxFailures, RunState state, string reason, string timeouts)
    {
        // One target at a time: the clock that runs while one hangs runs for all that are at work.
        await using var world = await BeginAsync($"waves: [ {{ ring: canary }}, {{ count: 1 }}, {{ rest: true }} ], maxFailures: {maxFailures}, targetTimeout: 30s");
        var writing = false;
        world.Mortality.HangAt(
            point => (writing |= IsReceiptOf("west")(point)) && point.StartsWith("before target claim production/north/config", StringComparison.Ordinal), () => world.Time.Advance(TimeSpan.FromSeconds(30)));
        var id = await StartAsync(world);

        var run = await world.DriveAsync(id);

        Assert.Equal(state, run.State);
        Assert.Contains(reason, run.Reason, StringComparison.Ordinal);
        Assert.Equal(timeouts.Split(' '), Timeouts(world));
        var hung = (await world.Migrator.GetAsync(id, CancellationToken.None)).Value.Targets.Single(target => target.Address.ToString() == "production/north/config");
        Assert.Equal("production/north/config did not answer for 30s", hung.Message);
    }

    [Theory]
    [InlineData("before record create plans:")]
    [InlineData("before record create rehearsals:")]
    public async Task A_target_that_hangs_before_the_first_write_ends_the_run_with_nothing_written_whatever_the_budget(string point)
    {
        await using var world = await BeginAsync($"{Canary}, maxFailures: 2, targetTimeout: 30s");
        world.Mortality.HangAt(at => at.StartsWith(point, StringComparison.Ordinal) && at.EndsWith("/production/north/config", StringComparison.Ordinal), () => world.Time.Advance(TimeSpan.FromSeconds(30)));
        var id = await StartAsync(world);

        var run = await world.DriveAsync(id);

        Assert.Equal((RunState.Failed, TargetCodes.Silent.Code), (run.State, run.ReasonCode));
        Assert.EndsWith("did not answer for 30s", run.Reason, StringComparison.Ordinal);
        Assert.Equal(["30", "30", "30"], Timeouts(world));
        Assert.DoesNotContain(world.Mortality.Points, at => at.Contains("/applied/", StringComparison.Ordinal) && at.Contains(id, StringComparison.Ordinal));

        // Once it answers, the same commit goes.
        world.Mortality.HangAt(_ => false, () => { });
        var again = await world.Migrator.RetryAsync(id, Scenario.Key("ada"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(again.Value.Run.Id)).State);
        Assert.Equal(["45", "45", "45"], Timeouts(world));
    }

    private const string Analysis = """
        analyses:
          errors: { http: { url: "http://127.0.0.1/errors" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 1m }
        """;

    private static async Task<Scenario> BeginAsync(string rollout, string more = "")
    {
        var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment(rollout, more))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        return world;
    }

    private static async Task<string> StartAsync(Scenario world) =>
        (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run.Id;

    private static async Task<string> BakingAsync(Scenario world)
    {
        var id = await StartAsync(world);
        await world.Engine.RunUntilIdleAsync(id, CancellationToken.None);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(id)).State);
        return id;
    }

    private static async Task<string> DieAsync(Scenario world, Func<string, bool> at)
    {
        var id = await StartAsync(world);
        world.Mortality.DieAt(at);
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(id));
        world.Mortality.Revive();
        return id;
    }

    private static async Task<RunRecord> ReviveAsync(Scenario world, string id)
    {
        world.Time.Advance(new EngineOptions().LeaseDuration);
        world.Open();
        return await world.DriveAsync(id);
    }

    // A rehearsal writes no receipts, so this is the live target.
    private static Func<string, bool> IsReceiptOf(string region) =>
        point => point.StartsWith("after ", StringComparison.Ordinal) && point.Contains($"/production/{region}/config/", StringComparison.Ordinal) && point.Contains("/applied/", StringComparison.Ordinal);

    private static async Task<string> RefusedAsync(Scenario world, string id, CommandRequest request)
    {
        var before = (await world.Migrator.GetAsync(id, CancellationToken.None)).Value.Commands.Count;
        var answer = await world.Migrator.CommandAsync(id, request, Scenario.Key("ada"), CancellationToken.None);
        Assert.Equal(before, (await world.Migrator.GetAsync(id, CancellationToken.None)).Value.Commands.Count);
        return answer.Findings[0].Code;
    }

    private static CommandRequest Skip(string region) => new(CommandKind.Skip, Reason: "the region is down", Target: $"production/{region}/config");

    private static async Task<List<AuditRecord>> ToldAsync(Scenario world, string run) => await world.Audit.ReadAsync(run, CancellationToken.None).ToListAsync();

    private static IEnumerable<string> Timeouts(Scenario world) => new[] { "west", "north", "east" }.Select(
        region => System.Text.Json.Nodes.JsonNode.Parse(world.Read($"data/{region}/config/settings.json"))!["checkout/timeoutSeconds"]!.ToJsonString());
}
