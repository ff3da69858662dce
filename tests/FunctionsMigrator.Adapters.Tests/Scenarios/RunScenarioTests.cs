using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What becomes of a run from its start to its end.</summary>
public sealed class RunScenarioTests
{
    private const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: plan, collectWithin: 1h }";

    [Fact]
    public async Task The_audit_has_every_intent_before_its_effect_and_every_outcome_after_it()
    {
        await using var world = SmallRepository.Begin();
        var run = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var region in new[] { "west", "north", "east" })
        {
            var live = System.Text.Json.Nodes.JsonNode.Parse(world.Read($"data/{region}/config/settings.json"))!.AsObject();
            live["checkout/extra"] = 1;
            world.Write($"data/{region}/config/settings.json", live.ToJsonString());
        }

        var again = world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 3", "checkout/extra: 1")).Commit("What is there already");
        var nothing = await world.RunAsync("production");

        var told = await world.Audit.ReadAsync(run.Id, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var events = told.Select(record => record.Event).ToList();
        Assert.Equal(["received", "validated", "rehearsed", "planned", "policy-evaluated", "lock-taken", "wave-started"], events.Take(7));
        foreach (var address in new[] { "production/west/db", "production/west/config", "production/east/db" })
        {
            var intent = told.FindIndex(record => record.Event == AuditEvents.TargetIntent && record.Target == address);
            Assert.InRange(intent, 0, told.FindIndex(record => record.Event == AuditEvents.TargetApplied && record.Target == address) - 1);
            Assert.Equal(run.Plan!.Targets > 0, told[intent].PlanDigest is not null);
        }

        Assert.Equal(run.Plan!.Digest, told.Single(record => record.Event == AuditEvents.Planned).PlanDigest);
        Assert.Equal((RunState.NoChanges, again), (nothing.State, nothing.Commit));
        var moved = await world.Audit.ReadAsync(nothing.Id, TestContext.Current.CancellationToken).Where(record => record.Event == AuditEvents.LedgerMoved).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["production/east/config", "production/north/config", "production/west/config"], moved.Select(record => record.Target).Order(StringComparer.Ordinal));
        Assert.All(moved, record => Assert.Equal(nothing.Bundle, record.BundleDigest));
    }

    [Fact]
    public async Task A_first_run_completes_and_the_same_commit_again_is_the_same_run()
    {
        await using var world = SmallRepository.Begin();

        var first = await world.RunAsync("production");
        var again = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, first.State);
        Assert.Equal(first.Id, again.Id);
        Assert.Contains("\"checkout/timeoutSeconds\": 30", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_changes_no_item_ends_without_changes()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("README.md", "Hello").Commit("A word");

        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
    }

    [Fact]
    public async Task A_newer_commit_replaces_a_waiting_run()
    {
        await using var world = SmallRepository.Begin(NeedsBo);
        var older = await world.RunAsync("production", Scenario.Key("ci"));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

        var newer = await world.RunAsync("production", Scenario.Key("ci"));
        older = await world.DriveAsync(older.Id);

        Assert.Equal(RunState.Superseded, older.State);
        Assert.Equal(newer.Id, older.SupersededBy);
        Assert.Equal(RunState.AwaitingApproval, newer.State);
    }

    [Fact]
    public async Task Pause_waits_for_resume_and_abort_takes_everything_back()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        await world.Engine.RunUntilIdleAsync(started.Value.Run.Id, CancellationToken.None);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(started.Value.Run.Id)).State);

        var run = await world.CommandAsync(started.Value.Run.Id, new CommandRequest(CommandKind.Pause, Reason: "a call"), Scenario.Key("bo"));
        Assert.Equal(RunState.Paused, run.State);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort, Reason: "no"), Scenario.Key("bo"));

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inconclusive_analysis_waits_for_a_person_and_never_passes_by_itself()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment(
                "waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]",
                "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s }"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        world.Measure(_ => 0.03);

        var run = await world.RunAsync("production");
        Assert.Equal(RunState.Paused, run.State);
        Assert.Equal("ANA002", run.ReasonCode);
        world.Measure(_ => 0);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Retry), Scenario.Key("bo"));

        Assert.Equal(RunState.Completed, run.State);
        var told = await world.Audit.ReadAsync(run.Id, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var measured = told.FindIndex(record => record.Event == AuditEvents.Measured);
        Assert.Equal((AuditEvents.Baked, "1"), (told[measured + 1].Event, told[measured].Details!["wave"]));
        Assert.Matches("^errors west: [0-9]+ measured, 0 to 0.03$", told[measured].Details!["analyses"]);
    }

    [Fact]
    public async Task The_audit_of_every_run_is_sealed_and_verifies()
    {
        await using var world = SmallRepository.Begin();
        var run = await world.RunAsync("production");

        var verdict = await world.Audit.VerifyAsync("production", run.Id, CancellationToken.None);

        Assert.Equal(AuditState.Intact, verdict.State);
    }

    [Fact]
    public async Task Whoever_stops_waiting_once_a_run_is_reserved_has_started_it_and_is_told_which()
    {
        await using var world = SmallRepository.Begin();
        using var stop = new CancellationTokenSource();
        world.Mortality.WaitAt(point =>
        {
            if (point.StartsWith("before ", StringComparison.Ordinal) && point.Contains("reservations", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return null;
        });

        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), stop.Token);

        Assert.True(stop.IsCancellationRequested);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(started.Value.Run.Id)).State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), stop.Token));
    }

    [Fact]
    public async Task A_run_whose_process_died_before_its_instance_was_started_is_started_by_the_next()
    {
        await using var world = SmallRepository.Begin();
        world.Mortality.DieAt(point => point.StartsWith($"after record create {RunPartitions.Runs}/", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None));
        world.Mortality.Revive();
        var reserved = await world.Migrator.ListAsync(new RunFilter(), TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Null(await world.Engine.GetAsync(reserved.Id, CancellationToken.None));

        Assert.True(await new Sweeper(world.Services, world.Engine).EnsureStartedAsync(reserved.Id, CancellationToken.None));

        Assert.Equal(RunState.Completed, (await world.DriveAsync(reserved.Id)).State);
    }

    [Fact]
    public async Task A_final_run_whose_history_is_past_its_retention_is_not_run_again()
    {
        await using var world = SmallRepository.Begin();
        var run = await world.RunAsync("production");
        Assert.Equal(1, await world.Engine.PurgeAsync(world.Time.GetUtcNow() + TimeSpan.FromDays(1), CancellationToken.None));

        var swept = await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), CancellationToken.None);
        var again = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);

        Assert.Empty(swept.Started);
        Assert.Equal((run.Id, RunState.Completed, false), (again.Value.Run.Id, again.Value.Run.State, again.Value.Created));
        Assert.Null(await world.Engine.GetAsync(run.Id, CancellationToken.None));
    }
}
