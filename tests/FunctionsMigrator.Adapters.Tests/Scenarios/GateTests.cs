using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Waves behind which somebody must advance the run, and bakes that somebody cuts short.</summary>
public sealed class GateTests
{
    private const string Gated = "waves: [ { ring: canary, pause: until advanced }, { count: 1, pause: until advanced }, { rest: true } ]";

    [Fact]
    public async Task A_run_waits_behind_each_gated_wave_until_somebody_advances_it()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");
        Assert.Equal((RunState.Paused, RunCodes.Gate.Code, 1), (run.State, run.ReasonCode, run.Wave));
        Assert.Equal("wave 1 of 3 is done; the next one begins when somebody advances the run", run.Reason);
        Assert.Equal(("45", "30", "30"), Timeouts(world));

        // Nothing but a person ends the wait.
        world.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(RunState.Paused, (await world.DriveAsync(run.Id)).State);

        run = await world.CommandAsync(run.Id, Advance(reason: "looks well"), Scenario.Key("bo"));
        Assert.Equal((RunState.Paused, RunCodes.Gate.Code, 2), (run.State, run.ReasonCode, run.Wave));
        Assert.Equal(("45", "45", "30"), Timeouts(world));
        run = await world.CommandAsync(run.Id, Advance(), Scenario.Key("ada"));

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(("45", "45", "45"), Timeouts(world));
        var told = await ToldAsync(world, run.Id);
        Assert.Equal(["bo", "ada"], told.Where(record => record.Event == AuditEvents.Advanced).Select(record => record.Actor));
        Assert.Equal("advanced by bo: looks well", told.First(record => record.Event == AuditEvents.Advanced).Details!["reason"]);
    }

    [Fact]
    public async Task Advance_all_passes_every_later_gate()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");

        run = await world.CommandAsync(run.Id, Advance(all: true), Scenario.Key("bo"));

        Assert.Equal(RunState.Completed, run.State);
        Assert.Single(await ToldAsync(world, run.Id), record => record.Event == AuditEvents.Advanced);
    }

    [Fact]
    public async Task Abort_at_a_gate_takes_the_canary_back()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort, Reason: "looks bad"), Scenario.Key("bo"));

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(("30", "30", "30"), Timeouts(world));
    }

    [Fact]
    public async Task Abort_that_keeps_at_a_gate_ends_Partial_and_a_retry_does_the_rest()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort, Reason: "enough for today", Keep: true), Scenario.Key("bo"));
        Assert.Equal(RunState.Partial, run.State);
        Assert.Equal(("45", "30", "30"), Timeouts(world));

        var retried = (await world.Migrator.RetryAsync(run.Id, Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        retried = await world.DriveAsync(retried.Id);
        retried = retried.State is RunState.Paused ? await world.CommandAsync(retried.Id, Advance(all: true), Scenario.Key("ada")) : retried;

        Assert.Equal((RunState.Completed, 2), (retried.State, retried.Plan!.ChangedTargets));
        Assert.Equal(("45", "45", "45"), Timeouts(world));
    }

    [Fact]
    public async Task A_gate_with_roles_is_opened_by_people_who_have_one_of_them()
    {
        await using var world = await BeginAsync("waves: [ { ring: canary, pause: until advanced, advancedBy: [dba] }, { rest: true } ]");
        var run = await world.RunAsync("production");

        var ada = await world.Migrator.CommandAsync(run.Id, Advance(), Scenario.Key("ada"), CancellationToken.None);
        var stranger = await world.Migrator.CommandAsync(run.Id, Advance(), Scenario.Key("ci", AccessRole.Operator), CancellationToken.None);
        var reader = await world.Migrator.CommandAsync(run.Id, Advance(), Scenario.Key("bo", AccessRole.Reader), CancellationToken.None);

        Assert.Equal(RunCodes.GateRole.Code, ada.Findings[0].Code);
        Assert.Equal("The gate behind wave 1 of run " + run.Id + " is opened by dba; ada is release-manager.", ada.Findings[0].Message);
        Assert.Equal(RunCodes.GateRole.Code, stranger.Findings[0].Code);
        Assert.Equal(AccessCodes.Forbidden.Code, reader.Findings[0].Code);
        Assert.Equal(RunState.Paused, (await world.DriveAsync(run.Id)).State);
        Assert.Equal(RunState.Completed, (await world.CommandAsync(run.Id, Advance(), Scenario.Key("bo"))).State);
    }

    [Fact]
    public async Task Resume_does_not_open_a_gate_and_says_what_does()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");

        var refused = await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Resume), Scenario.Key("bo"), CancellationToken.None);

        Assert.Equal((RunCodes.NotNow.Code, $"`fm advance {run.Id}`"), (refused.Findings[0].Code, refused.Findings[0].Remedy));
        Assert.Empty((await world.Migrator.GetAsync(run.Id, CancellationToken.None)).Value.Commands);
    }

    [Fact]
    public async Task Advance_pressed_twice_opens_one_gate()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");
        var first = await world.Migrator.CommandAsync(run.Id, Advance(), Scenario.Key("bo"), CancellationToken.None);
        var second = await world.Migrator.CommandAsync(run.Id, Advance(), Scenario.Key("ada"), CancellationToken.None);

        Assert.True(first.Succeeded);
        Assert.Equal(RunCodes.Overtaken.Code, second.Findings[0].Code);
        run = await world.DriveAsync(run.Id);
        Assert.Equal((RunState.Paused, 2), (run.State, run.Wave));
        Assert.Single((await world.Migrator.GetAsync(run.Id, CancellationToken.None)).Value.Commands);
    }

    [Fact]
    public async Task An_advance_that_arrives_when_its_wave_is_over_opens_no_later_gate_and_the_audit_says_so()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");
        run = await world.CommandAsync(run.Id, Advance(), Scenario.Key("bo"));

        // As a host stores it that judged by what the run was a moment ago.
        await new CommandLog(world.Store.Records).AppendAsync(run.Id, new RunCommand(0, CommandKind.Advance, "ada", world.Time.GetUtcNow(), Turn: run.Turn - 2, Wave: 1), CancellationToken.None);
        await world.Engine.WakeAsync(run.Id, CancellationToken.None);
        run = await world.DriveAsync(run.Id);

        Assert.Equal((RunState.Paused, 2), (run.State, run.Wave));
        var late = (await ToldAsync(world, run.Id)).Single(record => record.Event == AuditEvents.Command);
        Assert.Equal(("ada", "advance", "what it was about was over when the run read it"), (late.Actor, late.Details!["asked"], late.Details["ignored"]));
    }

    [Fact]
    public async Task Advance_while_a_wave_bakes_ends_the_bake_and_passes_the_gate_behind_it()
    {
        await using var world = await BeginAsync("waves: [ { ring: canary, bake: 10m, pause: until advanced }, { rest: true } ]");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        await world.Engine.RunUntilIdleAsync(started.Id, CancellationToken.None);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(started.Id)).State);
        var before = world.Time.GetUtcNow();

        var run = await world.CommandAsync(started.Id, Advance(reason: "seen enough"), Scenario.Key("bo"));

        Assert.Equal(RunState.Completed, run.State);
        Assert.InRange(world.Time.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var told = await ToldAsync(world, run.Id);
        Assert.Equal(("bo", "Baking"), (told.Single(record => record.Event == AuditEvents.Advanced).Actor, told.Single(record => record.Event == AuditEvents.Advanced).Details!["state"]));
        Assert.DoesNotContain(told, record => record.Event == AuditEvents.Baked);
    }

    [Fact]
    public async Task A_gate_holds_also_where_the_process_died_at_it()
    {
        await using var world = await BeginAsync(Gated);
        var run = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Open();

        Assert.Equal(RunState.Paused, (await world.DriveAsync(run.Id)).State);
        Assert.Equal(RunState.Completed, (await world.CommandAsync(run.Id, Advance(all: true), Scenario.Key("bo"))).State);
    }

    [Fact]
    public async Task Windows_and_freezes_hold_the_next_wave_behind_a_gate_too()
    {
        await using var world = SmallRepository.Begin("freezes: [ { name: audit, from: 2026-11-23T11:00, to: 2026-11-23T13:00, zone: Etc/UTC } ]");
        await world.RunAsync("production");
        Change(world, Gated);
        var run = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromHours(2));

        run = await world.CommandAsync(run.Id, Advance(), Scenario.Key("bo"));
        Assert.Equal((RunState.Paused, PolicyCodes.Frozen.Code), (run.State, run.ReasonCode));
        var resumed = await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Resume), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunCodes.NotNow.Code, resumed.Findings[0].Code);
        world.Time.Advance(TimeSpan.FromHours(3));

        run = await world.DriveAsync(run.Id);
        Assert.Equal((RunState.Paused, RunCodes.Gate.Code, 2), (run.State, run.ReasonCode, run.Wave));
    }

    private static async Task<Scenario> BeginAsync(string rollout)
    {
        var world = SmallRepository.Begin();
        await world.RunAsync("production");
        Change(world, rollout);
        return world;
    }

    private static void Change(Scenario world, string rollout) => world.Write("environments/production.yaml", SmallRepository.Environment(rollout))
        .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

    private static CommandRequest Advance(bool all = false, string? reason = null) => new(CommandKind.Advance, Reason: reason, All: all);

    private static async Task<List<AuditRecord>> ToldAsync(Scenario world, string run) => await world.Audit.ReadAsync(run, CancellationToken.None).ToListAsync();

    private static (string West, string North, string East) Timeouts(Scenario world) => (Of(world, "west"), Of(world, "north"), Of(world, "east"));

    private static string Of(Scenario world, string region) =>
        System.Text.Json.Nodes.JsonNode.Parse(world.Read($"data/{region}/config/settings.json"))!["checkout/timeoutSeconds"]!.ToJsonString();
}
