using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Telemetry;

namespace FunctionsMigrator.Adapters.Tests.Telemetry;

/// <summary>What is counted and measured after whole runs.</summary>
public sealed class RunMetricTests : IDisposable
{
    private const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], collectWithin: 5h }";
    private const string Errors =
        "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s, failureLimit: 0 }";

    private readonly TelemetryRecorder _heard = new();

    public void Dispose() => _heard.Dispose();

    [Fact]
    public async Task A_run_that_completes_is_counted_in_every_state_and_its_changes_once()
    {
        await using var world = Begin("");

        var run = await world.RunAsync("production");

        // The canary and the rest are two waves with a bake between them.
        Assert.Equal(
            [
                "production Applying False: 2", "production Baking False: 1", "production Completed True: 1", "production Planning False: 1", "production Received False: 1",
                "production Rehearsing False: 1", "production Validating False: 1",
            ],
            _heard.Sums("fm.run.count", "fm.environment", "fm.run.state", "fm.run.final"));
        Assert.Equal([$"production apply: {run.Plan!.Counts.Writes}"], _heard.Sums("fm.change.count", "fm.environment", "fm.direction"));
        Assert.Equal([0, 0], _heard.Of("fm.wave.duration").Select(wave => wave.Value));
        Assert.Equal((1, "passed"), (Assert.Single(_heard.Of("fm.bake.duration")).Value, _heard.Of("fm.bake.duration")[0].Tags["fm.outcome"]));
        Assert.Equal((run.UpdatedAt - run.StartedAt).TotalSeconds, Assert.Single(_heard.Of("fm.run.duration")).Value);
        Assert.Empty(_heard.Of("fm.rollback.count"));
        Assert.Empty(_heard.Of("fm.approval.duration"));
        Assert.Equal(_heard.Spans.Count(span => span.GetTagItem("fm.step") is not null), _heard.Of("fm.step.duration").Count);
    }

    [Fact]
    public async Task A_run_that_is_taken_back_counts_its_changes_both_ways_and_the_rollback_with_its_cause()
    {
        await using var world = Begin("");
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { percent: 100, bake: 1m } ], analyses: [errors]", Errors))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        world.Measure(_ => 1);
        _heard.Forget();

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(["apply: 3", "undo: 3"], _heard.Sums("fm.change.count", "fm.direction"));
        Assert.Equal(["production compensation ANA001: 1"], _heard.Sums("fm.rollback.count", "fm.environment", "fm.rollback.kind", "error.type"));
        Assert.Contains("RollingBack False: 1", _heard.Sums("fm.run.count", "fm.run.state", "fm.run.final"));
        Assert.Contains("RolledBack True: 1", _heard.Sums("fm.run.count", "fm.run.state", "fm.run.final"));
        Assert.Equal("failed", Assert.Single(_heard.Of("fm.bake.duration")).Tags["fm.outcome"]);
        Assert.Equal("passed", Assert.Single(_heard.Of("fm.wave.duration")).Tags["fm.outcome"]);
    }

    [Fact]
    public async Task A_run_that_takes_another_one_back_is_a_rollback_of_its_own()
    {
        await using var world = Begin("");
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var run = await world.RunAsync("production");
        _heard.Forget();

        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);

        Assert.Equal(["production run -: 1"], _heard.Sums("fm.rollback.count", "fm.environment", "fm.rollback.kind", "error.type"));
        Assert.Equal(["undo: 3"], _heard.Sums("fm.change.count", "fm.direction"));
    }

    [Fact]
    public async Task How_long_people_took_is_measured_with_what_they_said()
    {
        await using var world = Begin(NeedsBo);
        var waiting = await world.RunAsync("production", Scenario.Key("ci"));
        world.Time.Advance(TimeSpan.FromHours(2));

        var run = await world.CommandAsync(waiting.Id, new CommandRequest(CommandKind.Reject, Reason: "no"), Scenario.Key("bo"));

        Assert.Equal(RunState.Rejected, run.State);
        var approval = Assert.Single(_heard.Of("fm.approval.duration"));
        Assert.Equal((7200, "rejected"), (approval.Value, approval.Tags["fm.outcome"]));
        Assert.Contains("Rejected True: 1", _heard.Sums("fm.run.count", "fm.run.state", "fm.run.final"));
        Assert.Empty(_heard.Of("fm.change.count"));
        Assert.Empty(_heard.Of("fm.wave.duration"));

        world.Write("README.md", "Hello").Commit("A word");
        var second = await world.RunAsync("production", Scenario.Key("ci"));
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.ApproveAsync(second.Id, "bo");

        Assert.Equal((600, "approved"), (_heard.Of("fm.approval.duration")[1].Value, _heard.Of("fm.approval.duration")[1].Tags["fm.outcome"]));
    }

    [Fact]
    public async Task Changes_are_counted_once_although_their_process_dies()
    {
        await using var world = Begin("");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        world.Mortality.DieBefore("engine append", write => write.Contains(".w1.", StringComparison.Ordinal) && _heard.Of("fm.change.count").Count > 0);

        var run = await world.DriveThroughDeathAsync(started.Id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Contains(_heard.Spans.GroupBy(span => (span.OperationName, span.GetTagItem("fm.target"), span.GetTagItem("fm.instance"))), same => same.Key.OperationName == "ApplyChanges" && same.Count() > 1);
        Assert.Equal([$"apply: {run.Plan!.Counts.Writes}"], _heard.Sums("fm.change.count", "fm.direction"));
        Assert.All(_heard.Sums("fm.run.count", "fm.run.state").Where(state => !state.StartsWith("Applying", StringComparison.Ordinal)), state => Assert.EndsWith(": 1", state, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_is_a_heartbeat_and_says_what_waits_and_for_how_long()
    {
        await using var world = Begin(NeedsBo);
        var waiting = await world.RunAsync("production", Scenario.Key("ci"));
        world.Time.Advance(TimeSpan.FromHours(3));
        await new CommandLog(world.Store.Records).AppendAsync(waiting.Id, new RunCommand(0, CommandKind.Reject, "bo", world.Time.GetUtcNow()), CancellationToken.None);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var sweeper = new Sweeper(world.Services, world.Engine);

        await sweeper.SweepAsync(new SweepRequest(world.Root), CancellationToken.None);

        Assert.Equal(["-: 1"], _heard.Sums("fm.sweep.count", "error.type"));
        Assert.Equal((3 * 3600) + 60, _heard.Of("fm.run.age").Single(age => age.Tags["fm.run.state"] == "AwaitingApproval").Value);
        Assert.Equal(1, _heard.Of("fm.run.open").Single(open => open.Tags["fm.run.state"] == "AwaitingApproval").Value);
        Assert.Equal(0, _heard.Of("fm.run.open").Single(open => open.Tags["fm.run.state"] == "Applying").Value);
        Assert.Equal(60, Assert.Single(_heard.Of("fm.command.age")).Value);
        Assert.Contains(_heard.Entries, entry => entry.Id.Name == "Swept");

        await world.DriveAsync(waiting.Id);
        _heard.Forget();
        await sweeper.SweepAsync(new SweepRequest(world.Root), CancellationToken.None);

        Assert.All(_heard.Of("fm.run.age"), age => Assert.Equal(0, age.Value));
        Assert.Equal(0, Assert.Single(_heard.Of("fm.command.age")).Value);
    }

    [Fact]
    public async Task Drift_that_a_plan_meets_is_counted_item_by_item()
    {
        await using var world = Begin("");
        await world.RunAsync("production");
        var settings = world.Read("data/north/config/settings.json");
        world.Write("data/north/config/settings.json", settings.Replace("\"checkout/retries\": 3", "\"checkout/retries\": 9", StringComparison.Ordinal));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Conflict, run.State);
        Assert.Equal(["production: 1"], _heard.Sums("fm.drift.count", "fm.environment"));
        var entry = Assert.Single(_heard.Entries, entry => entry.Id.Name == "DriftFound");
        Assert.Equal((run.Id, run.Plan!.Digest.Hex), (entry.Values["RunId"], entry.Values["PlanDigest"]));
    }

    private Scenario Begin(string policy)
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy(policy)).Observed(_heard.Telemetry);
        world.Commit("First");
        return world;
    }
}
