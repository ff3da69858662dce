using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Analyses that are measured during the whole rollout: while waves are written, while they bake, and in every region that has been changed.</summary>
public sealed class BackgroundScenarioTests
{
    private const string Waves = "waves: [ { ring: canary, bake: 1m }, { percent: 66, bake: 30s }, { percent: 100, bake: 15s } ], background: [health]";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_background_analysis_is_measured_in_every_wave_and_in_every_region_changed_so_far()
    {
        await using var world = await BeforeAsync();

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        var measured = await MeasuredAsync(world, run);
        Assert.All(measured, one => Assert.True(one.Background));
        Assert.Equal(["west"], RegionsOf(measured, 1));
        Assert.Equal(["north", "west"], RegionsOf(measured, 2));
        Assert.Equal(["east", "north", "west"], RegionsOf(measured, 3));
        Assert.All(measured.GroupBy(one => one.Region), region => Assert.All(region.Zip(region.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(10))));
        Assert.All(measured.GroupBy(one => (one.Region, one.At)), group => Assert.Single(group));
        var told = await world.Audit.ReadAsync(run.Id, Cancellation).Where(record => record.Event == AuditEvents.Measured).ToListAsync(Cancellation);
        Assert.Equal($"health west: {measured.Count(one => one.Wave == 1)} measured, 0 to 0", told[0].Details!["analyses"]);
    }

    [Fact]
    public async Task A_canary_that_falls_ill_during_a_later_wave_takes_everything_back()
    {
        await using var world = await BeforeAsync();
        world.Measure(url => url.AbsolutePath == "/west" && world.Read("data/north/config/settings.json").Contains("45", StringComparison.Ordinal) ? 1 : 0);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.RolledBack, "ANA001"), (run.State, run.ReasonCode));
        Assert.Contains("health failed 1 of", run.Reason, StringComparison.Ordinal);
        Assert.Contains("in west", run.Reason, StringComparison.Ordinal);
        Assert.All(new[] { "west", "north", "east" }, region => Assert.Contains("30", world.Read($"data/{region}/config/settings.json"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_one_that_is_held_waits_for_a_person_and_begins_anew_behind_the_decision()
    {
        await using var world = await BeforeAsync(Waves + ", onFailure: hold");
        world.Measure(_ => 1);

        var run = await world.RunAsync("production");
        Assert.Equal((RunState.Paused, "ANA001"), (run.State, run.ReasonCode));
        // A measurement that was under way when the run paused is stored behind it, with the time of the pause.
        var paused = world.Time.GetUtcNow();

        world.Measure(_ => 0);
        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Resume), Scenario.Key("bo"));

        Assert.Equal(RunState.Completed, run.State);
        var after = (await MeasuredAsync(world, run)).Where(one => one.At > paused).ToList();
        Assert.NotEmpty(after);
        Assert.All(after, one => Assert.Equal(MeasurementVerdict.Pass, one.Verdict));
    }

    [Fact]
    public async Task One_that_is_all_errors_waits_for_a_person_and_never_passes()
    {
        await using var world = await BeforeAsync();
        world.Answer(_ => AnalysisCodes.Unavailable.Fail<Sample>("it cannot be reached."));

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Paused, "ANA002"), (run.State, run.ReasonCode));
        Assert.DoesNotContain("45", world.Read("data/north/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_while_a_wave_is_written_takes_it_back_before_it_bakes()
    {
        await using var world = await BeforeAsync();
        var decided = Signal();
        world.Mortality.WaitAt(point =>
        {
            TellVerdict(point, decided);
            return IsBeforeWork(point) ? decided.Task : null;
        });
        world.Measure(_ => 1);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.RolledBack, "ANA001"), (run.State, run.ReasonCode));
        var told = await world.Audit.ReadAsync(run.Id, Cancellation).Select(record => record.Event).ToListAsync(Cancellation);
        Assert.Contains(AuditEvents.WaveStarted, told);
        Assert.DoesNotContain(AuditEvents.BakeStarted, told);
        Assert.DoesNotContain(AuditEvents.WaveApplied, told);
        Assert.Single(await MeasuredAsync(world, run));
    }

    [Fact]
    public async Task What_fails_in_the_middle_of_a_write_stops_it_at_the_next_batch_and_what_was_written_comes_back()
    {
        await using var world = await BeforeAsync();
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Write("metadata/colours.csv", "code,name\nb,azure\nr,red\n").Commit("Blue is azure");
        var before = await RowsAsync(world, "west");
        var (written, decided) = (Signal(), Signal());
        world.Mortality.WaitAt(point =>
        {
            TellVerdict(point, decided);
            if (!IsReceipt(point, "west/db"))
            {
                return null;
            }

            written.TrySetResult();
            return decided.Task;
        });
        world.Measure(_ => written.Task.Wait(TimeSpan.FromMinutes(1), Cancellation) ? 1 : 0);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.RolledBack, "ANA001"), (run.State, run.ReasonCode));
        Assert.EndsWith("while wave 1 was written", run.Reason, StringComparison.Ordinal);
        Assert.Single(world.Mortality.Points, point => IsReceipt(point, "west/db") && point.Contains(run.Id, StringComparison.Ordinal));
        Assert.Equal(before, await RowsAsync(world, "west"));
        Assert.DoesNotContain("45", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", run.Id, Cancellation)).State);
        Assert.DoesNotContain(await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation), record => record.Event is AuditEvents.WaveApplied or AuditEvents.BakeStarted);
    }

    [Theory]
    [InlineData("", RunState.RolledBack)]
    [InlineData(", onFailure: hold", RunState.Paused)]
    public async Task A_fail_that_arrives_when_the_wave_has_been_written_counts_before_it_bakes(string rule, RunState state)
    {
        await using var world = await BeforeAsync(Waves + rule);
        var (measuring, over) = (Signal(), Signal());
        world.Mortality.WaitAt(point =>
        {
            if (point.StartsWith("after ", StringComparison.Ordinal) && point.Contains("/work/", StringComparison.Ordinal))
            {
                over.TrySetResult();
            }

            return IsBeforeWork(point) ? measuring.Task : null;
        });
        world.Measure(_ =>
        {
            measuring.TrySetResult();
            return over.Task.Wait(TimeSpan.FromMinutes(1), Cancellation) ? 1 : 0;
        });

        var run = await world.RunAsync("production");

        Assert.Equal((state, "ANA001"), (run.State, run.ReasonCode));
        Assert.True(over.Task.IsCompletedSuccessfully);
        Assert.DoesNotContain(await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation), record => record.Event is AuditEvents.BakeStarted);
        Assert.Contains(state is RunState.RolledBack ? "30" : "45", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        if (state is RunState.Paused)
        {
            world.Measure(_ => 0);
            Assert.Equal(RunState.Completed, (await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Resume), Scenario.Key("bo"))).State);
        }
    }

    [Fact]
    public async Task Histories_of_runs_without_background_analyses_know_nothing_of_them()
    {
        await using var world = await BeforeAsync("waves: [ { ring: canary, bake: 10s }, { percent: 100 } ], analyses: [health]");

        var run = await world.RunAsync("production");

        Assert.DoesNotContain((await world.HistoriesAsync(run.Id)).Keys, instance => instance.Contains(".watch", StringComparison.Ordinal) || instance.Contains(".work", StringComparison.Ordinal));
        Assert.DoesNotContain(await MeasuredAsync(world, run), one => one.Background == true);
    }

    [Theory]
    [InlineData(0, RunState.Completed)]
    [InlineData(1, RunState.RolledBack)]
    public async Task A_process_that_dies_anywhere_ends_as_one_that_does_not(double number, RunState expected)
    {
        const string OneRegion = """
            kind: Environment
            name: production
            regions: [ { name: west } ]
            targets:
              config: { type: files, path: "data/${region}/config" }
              db: { type: sqlite, path: "data/${region}/db.sqlite" }
            rollout: { waves: [ { percent: 100, bake: 1s } ], background: [health] }
            analyses:
              health: { http: { url: "http://127.0.0.1/${region}" }, successCondition: result < 0.5, interval: 10s }
            """;
        await using var before = Scenario.Begin(SmallRepository.Files).Write("environments/production.yaml", OneRegion);
        before.Commit("First");
        Assert.Equal(RunState.Completed, (await before.RunAsync("production")).State);
        before.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var (points, _) = await EndAsync(before, number, int.MaxValue);

        // Every third point: the engine's own writes and those of the targets are died at by other tests.
        await Parallel.ForEachAsync(Enumerable.Range(0, points).Where(point => point % 3 == 0), Cancellation, async (point, _) =>
        {
            var (_, ended) = await EndAsync(before, number, point);
            Assert.True(ended.State == expected, $"Died at {point}: {ended.State} {ended.ReasonCode} {ended.Reason}");
        });
    }

    private static async Task<(int Points, RunRecord Run)> EndAsync(Scenario before, double number, int point)
    {
        await using var world = before.Fork();
        world.Measure(_ => number);
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        world.Mortality.DieAfterPoints(point);
        var run = await world.DriveThroughDeathAsync(started.Value.Run.Id);
        var measured = await MeasuredAsync(world, run);
        Assert.All(measured.GroupBy(one => one.At), group => Assert.Single(group));
        return (world.Mortality.Points.Count, run);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void TellVerdict(string point, TaskCompletionSource decided)
    {
        if (point.StartsWith("after ", StringComparison.Ordinal) && point.EndsWith("/verdict", StringComparison.Ordinal))
        {
            decided.TrySetResult();
        }
    }

    // What the working child says last, in the store.
    private static bool IsBeforeWork(string point) => point.StartsWith("before ", StringComparison.Ordinal) && point.Contains("/work/", StringComparison.Ordinal);

    // A rehearsal writes no receipts, so this is the live target.
    private static bool IsReceipt(string point, string target) =>
        point.StartsWith("after ", StringComparison.Ordinal) && point.Contains($"/production/{target}/", StringComparison.Ordinal) && point.Contains("/applied/", StringComparison.Ordinal);

    private static async Task<string> RowsAsync(Scenario world, string region)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Root, $"data/{region}/db.sqlite")};Pooling=False");
        await database.OpenAsync(Cancellation);
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT (SELECT group_concat(name, ' ') FROM pragma_table_info('colours')) || ': ' || group_concat(code || '=' || name, ' ') FROM colours";
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static IEnumerable<string> RegionsOf(IReadOnlyList<Measurement> measured, int wave) => measured.Where(one => one.Wave == wave).Select(one => one.Region).Distinct().Order();

    private static async Task<Scenario> BeforeAsync(string rollout = Waves)
    {
        var world = SmallRepository.Begin();
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        world.Write("environments/production.yaml", SmallRepository.Environment(
                rollout, "analyses:\n  health: { http: { url: \"http://127.0.0.1/${region}\" }, successCondition: result < 0.5, interval: 10s }"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"))
            .Commit("Longer");
        return world;
    }

    private static async Task<IReadOnlyList<Measurement>> MeasuredAsync(Scenario world, RunRecord run) =>
        await world.Migrator.ReadMeasurementsAsync(run.Id, Cancellation).ToListAsync(Cancellation);
}
