using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Runs whose waves are measured: what the numbers, their absence and their errors end in.</summary>
public sealed class AnalysisScenarioTests
{
    private static readonly Outcome<Sample> Down = AnalysisCodes.Unavailable.Fail<Sample>("http://127.0.0.1/errors: it cannot be reached.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(", consecutiveErrorLimit: 1000")]
    [InlineData(", consecutiveErrorLimit: 1000, onNoData: pass")]
    [InlineData(", count: 1, consecutiveErrorLimit: 1000, inconclusiveLimit: 1000, failureLimit: 1000")]
    public async Task A_run_whose_measurements_are_all_errors_waits_for_a_person_and_never_passes(string more)
    {
        await using var world = await BeforeAsync(Errors(more));
        world.Answer(_ => Down);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Paused, "ANA002"), (run.State, run.ReasonCode));
        Assert.All(await MeasuredAsync(world, run), one => Assert.Equal((MeasurementVerdict.Error, null, "http://127.0.0.1/errors: it cannot be reached."), (one.Verdict!.Value, one.Result, one.Error)));
        Assert.Contains("30", world.Read("data/north/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_data_waits_for_a_person_by_default()
    {
        await using var world = await BeforeAsync(Errors());
        world.Measure(_ => null);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Paused, "ANA002"), (run.State, run.ReasonCode));
        Assert.Equal(["no data"], (await MeasuredAsync(world, run)).Select(one => one.Error).Distinct());
    }

    [Fact]
    public async Task A_metrics_server_that_is_away_for_a_moment_costs_measurements_and_not_the_run()
    {
        await using var world = await BeforeAsync(Errors());
        var asked = 0;
        world.Answer(_ => ++asked is > 1 and < 5 ? Down : Outcome.Of(Sample.Of(0.001)));

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([(MeasurementVerdict.Pass, 4), (MeasurementVerdict.Error, 3)], (await MeasuredAsync(world, run)).Where(one => one.Wave == 1).GroupBy(one => one.Verdict!.Value).Select(group => (group.Key, group.Count())));
    }

    [Fact]
    public async Task More_failures_than_the_limit_take_the_run_back_before_the_bake_is_over()
    {
        await using var world = await BeforeAsync(Errors(", failureLimit: 1"));
        world.Measure(_ => 0.2);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.RolledBack, "ANA001"), (run.State, run.ReasonCode));
        Assert.Equal(2, (await MeasuredAsync(world, run)).Count);
    }

    [Fact]
    public async Task Every_measurement_is_kept_with_what_it_was_judged_by_and_read_in_order()
    {
        await using var world = await BeforeAsync(Errors());
        var number = 0.0;
        world.Measure(_ => number += 0.001);

        var run = await world.RunAsync("production");

        var measured = await MeasuredAsync(world, run);
        Assert.Equal(measured.OrderBy(one => one.At), measured);
        Assert.Equal(new Measurement("errors", "west", measured[0].At, 0.001, null, MeasurementVerdict.Pass, 1, "result < 0.05", "result >= 0.1", Samples: 1, Limits: new MeasurementLimits(0, 0, 4)), measured[0]);
        Assert.Equal(["west"], measured.Where(one => one.Wave == 1).Select(one => one.Region).Distinct());
        Assert.Equal(["east", "north"], measured.Where(one => one.Wave == 2).Select(one => one.Region).Distinct());
        Assert.Equal([TimeSpan.FromSeconds(10)], measured.Where(one => one.Wave == 1).Zip(measured.Where(one => one.Wave == 1).Skip(1), (one, next) => next.At - one.At).Distinct());
    }

    [Fact]
    public async Task A_host_that_is_killed_while_baking_keeps_its_measurements_and_bakes_for_the_time_that_is_left()
    {
        await using var whole = await BeforeAsync(Errors());
        var expected = await MeasuredAsync(whole, await whole.RunAsync("production"));

        await using var world = await BeforeAsync(Errors());
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);
        var id = started.Value.Run.Id;
        for (var turn = 0; (await MeasuredAsync(world, started.Value.Run)).Count < 3; turn++)
        {
            Assert.True(turn < 50);
            var outcome = await world.Engine.RunUntilIdleAsync(id, Cancellation);
            world.Time.Advance(outcome.NextTimer!.Value - world.Time.GetUtcNow());
        }

        var before = await MeasuredAsync(world, started.Value.Run);
        world.Mortality.DieAfterPoints(2);
        var run = await world.DriveThroughDeathAsync(id);

        var after = await MeasuredAsync(world, run);
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(before, after.Take(before.Count));
        Assert.All(after.GroupBy(one => (one.Region, one.At)), group => Assert.Single(group));
        Assert.InRange(after.Count(one => one.Wave == 1), before.Count + 1, expected.Count(one => one.Wave == 1));
        Assert.InRange(after.Where(one => one.Wave == 1).Max(one => one.At) - after[0].At, TimeSpan.Zero, TimeSpan.FromMinutes(1) + new Engine.EngineOptions().LeaseDuration);
    }

    [Fact]
    public async Task A_measurement_that_was_kept_before_its_host_died_is_not_taken_again()
    {
        await using var world = await BeforeAsync(Errors());
        var asked = 0;
        world.Measure(_ =>
        {
            Interlocked.Increment(ref asked);
            return 0.001;
        });
        var id = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation)).Value.Run.Id;
        world.Mortality.DieAt(point => point.StartsWith($"after record create measurements:{id}/", StringComparison.Ordinal));

        var run = await world.DriveThroughDeathAsync(id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal((await MeasuredAsync(world, run)).Count, asked);
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_takes_one_measurement_and_not_all_those_between()
    {
        await using var world = await BeforeAsync(Errors());
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);
        await world.Engine.RunUntilIdleAsync(started.Value.Run.Id, Cancellation);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(started.Value.Run.Id)).State);

        world.Time.Advance(TimeSpan.FromHours(5));
        var run = await world.DriveAsync(started.Value.Run.Id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(2, (await MeasuredAsync(world, run)).Count(one => one.Wave == 1));
    }

    [Fact]
    public async Task Enough_good_measurements_in_a_row_are_enough()
    {
        var (_, analyses) = Errors(", consecutiveSuccessLimit: 2");
        await using var world = await BeforeAsync(("waves: [ { ring: canary, bake: 1m, analyses: [errors] }, { percent: 100 } ]", analyses));

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(2, (await MeasuredAsync(world, run)).Count(one => one.Wave == 1));
    }

    [Theory]
    [InlineData(0.02, RunState.Completed, null)]
    [InlineData(0.05, RunState.RolledBack, "ANA001")]
    public async Task The_canary_is_compared_with_the_regions_that_are_not_changed_yet(double canary, RunState expected, string? code)
    {
        await using var world = await BeforeAsync(Compared());
        world.Measure(url => url.AbsolutePath switch
        {
            "/west" => canary,
            "/north" => 0.01,
            _ => 0.03,
        });

        var run = await world.RunAsync("production");

        Assert.Equal((expected, code), (run.State, run.ReasonCode));
        var first = (await MeasuredAsync(world, run))[0];
        Assert.Equal((canary, 0.02, 1), (first.Number, first.Baseline, first.Samples));
        Assert.Equal(canary / 0.02, first.Result);
    }

    [Fact]
    public async Task Unchanged_regions_of_which_one_does_not_answer_are_those_that_do()
    {
        await using var world = await BeforeAsync(Compared());
        world.Answer(url => url.AbsolutePath == "/north" ? Down : Outcome.Of(Sample.Of(0.02)));

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        Assert.All(await MeasuredAsync(world, run), one => Assert.Equal((1, 0.02), (one.Result, one.Baseline)));
    }

    [Fact]
    public async Task Where_only_the_canary_has_errors_there_is_no_ratio_and_a_person_decides()
    {
        await using var world = await BeforeAsync(Compared());
        world.Measure(url => url.AbsolutePath == "/west" ? 0.001 : 0);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Paused, "ANA002"), (run.State, run.ReasonCode));
        Assert.Equal("the unchanged regions measure 0, so there is no ratio", (await MeasuredAsync(world, run))[0].Error);
    }

    // An applied first commit, and a second one that nothing knows of yet.
    private static async Task<Scenario> BeforeAsync((string Rollout, string Analyses) parts)
    {
        var world = SmallRepository.Begin();
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        world.Write("environments/production.yaml", SmallRepository.Environment(parts.Rollout, parts.Analyses))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"))
            .Commit("Longer");
        return world;
    }

    private static (string Rollout, string Analyses) Errors(string more = "") => (
        "waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]",
        $"analyses:\n  errors: {{ http: {{ url: \"http://127.0.0.1/errors\" }}, successCondition: result < 0.05, failureCondition: result >= 0.1, interval: 10s{more} }}");

    private static (string Rollout, string Analyses) Compared() => (
        "waves: [ { ring: canary, bake: 1m, analyses: [compared] }, { percent: 100 } ]",
        "analyses:\n  compared: { http: { url: \"http://127.0.0.1/${region}\" }, successCondition: result <= 1.5, interval: 10s, compareWith: unchanged }");

    private static async Task<IReadOnlyList<Measurement>> MeasuredAsync(Scenario world, RunRecord run) =>
        await world.Migrator.ReadMeasurementsAsync(run.Id, Cancellation).ToListAsync(Cancellation);
}
