using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Expand, migrate, contract: what loses data waits for what it follows. And starts that a note schedules.</summary>
public sealed class ContractTests
{
    private static readonly TimeSpan After = TimeSpan.FromDays(14);

    [Fact]
    public async Task What_loses_data_waits_until_what_it_follows_has_stood_long_enough_on_all_targets()
    {
        await using var world = await BeginAsync();
        Expand(world);
        var expanded = await world.RunAsync("production");
        Assert.Equal(RunState.Completed, expanded.State);
        Contract(world, "follows: [add-hex]");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.AwaitingWindow, PolicyCodes.ContractsEarly.Code), (run.State, run.ReasonCode));
        Assert.Equal(expanded.UpdatedAt + After, run.Until!.Value, TimeSpan.FromMinutes(1));
        Assert.Contains("change drop-hex loses data and follows add-hex, which stands in production since 2026-11-23T", run.Reason, StringComparison.Ordinal);
        var explained = (await world.Migrator.ExplainAsync(new ExplainRequest(Run: run.Id), CancellationToken.None)).Value;
        Assert.Equal([PolicyCodes.ContractsEarly.Code], explained.Reasons.Select(reason => reason.Code));
        Assert.Equal(run.Until, explained.NextStart!.At);

        world.Time.Advance(run.Until.Value - world.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.AwaitingWindow, (await world.DriveAsync(run.Id)).State);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Completed, (await world.DriveAsync(run.Id)).State);
    }

    [Fact]
    public async Task What_loses_data_and_says_not_what_it_follows_is_denied()
    {
        await using var world = await BeginAsync();
        Expand(world);
        await world.RunAsync("production");
        Contract(world, "reason: nobody reads it");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Denied, PolicyCodes.FollowsNothing.Code), (run.State, run.ReasonCode));
    }

    [Fact]
    public async Task Both_steps_in_one_run_are_denied()
    {
        await using var world = await BeginAsync();
        Expand(world);
        Contract(world, "follows: [add-hex]");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Denied, PolicyCodes.NotExpanded.Code), (run.State, run.ReasonCode));
    }

    [Fact]
    public async Task A_step_that_was_taken_back_stands_no_more()
    {
        await using var world = await BeginAsync();
        Expand(world);
        var expanded = await world.RunAsync("production");
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(expanded.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
        Contract(world, "follows: [add-hex]");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Denied, PolicyCodes.NotExpanded.Code), (run.State, run.ReasonCode));
    }

    [Fact]
    public async Task A_later_run_does_not_start_the_time_again()
    {
        await using var world = await BeginAsync();
        Expand(world);
        var expanded = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromDays(10));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45")).Commit("Longer");
        await world.RunAsync("production");
        Contract(world, "follows: [add-hex]");

        Assert.Equal(expanded.UpdatedAt + After, (await world.RunAsync("production")).Until!.Value, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_loses_data_waits_until_its_analyses_prove_in_every_region_that_nobody_uses_it()
    {
        await using var world = await BeginUnlessReadAsync();
        world.Measure(url => url.AbsolutePath == "/east" ? 3 : 0);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.AwaitingWindow, PolicyCodes.StillUsed.Code), (run.State, run.ReasonCode));
        Assert.Equal("analysis reads does not prove in east that nobody uses what goes: 3", run.Reason);

        // No number is no proof either.
        world.Measure(_ => null);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        run = await world.DriveAsync(run.Id);
        Assert.Equal((RunState.AwaitingWindow, PolicyCodes.StillUsed.Code), (run.State, run.ReasonCode));
        world.Measure(_ => 0);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(RunState.Completed, (await world.DriveAsync(run.Id)).State);

        // What was measured is kept, of no wave, and read as that of a bake is.
        var measured = await world.Migrator.ReadMeasurementsAsync(run.Id, CancellationToken.None).ToListAsync(CancellationToken.None);
        Assert.All(measured, one => Assert.Equal(("reads", null, "result == 0"), (one.Analysis, one.Wave, one.Success)));
        var east = measured.Where(one => one.Region == "east").ToList();
        Assert.Equal((3, MeasurementVerdict.Fail), (east[0].Result, east[0].Verdict));
        Assert.Equal((0, MeasurementVerdict.Pass), (east[^1].Result, east[^1].Verdict));
        Assert.Contains(measured, one => one.Verdict is MeasurementVerdict.Inconclusive && one.Result is null);
        Assert.All(measured.GroupBy(one => (one.At, one.Region)), group => Assert.Single(group));
    }

    [Fact]
    public async Task A_proof_that_was_measured_before_its_process_died_is_not_measured_again()
    {
        await using var world = await BeginUnlessReadAsync();
        var asked = new List<string>();
        world.Measure(url =>
        {
            asked.Add(url.AbsolutePath);
            return asked.Count > 3 ? 7 : 0;
        });
        var id = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run.Id;
        world.Mortality.DieAt(point => point.StartsWith("after ", StringComparison.Ordinal) && point.Contains("measurements", StringComparison.Ordinal) && point.Contains("/reads/east", StringComparison.Ordinal));

        var run = await world.DriveThroughDeathAsync(id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["/west", "/north", "/east"], asked);
    }

    [Fact]
    public async Task A_run_that_waits_for_weeks_until_nobody_uses_what_goes_looks_less_often_and_keeps_a_short_history()
    {
        await using var world = await BeginUnlessReadAsync();
        world.Measure(_ => 3);
        var run = await world.RunAsync("production");
        var began = world.Time.GetUtcNow();
        var looks = 0;
        while (world.Time.GetUtcNow() - began < TimeSpan.FromDays(30))
        {
            world.Time.SetUtcNow((await world.Engine.RunUntilIdleAsync(run.Id, CancellationToken.None)).NextTimer!.Value);
            looks++;
        }

        Assert.InRange(looks, 50, 90);
        Assert.Equal((RunState.AwaitingWindow, PolicyCodes.StillUsed.Code), ((await world.RecordAsync(run.Id)).State, (await world.RecordAsync(run.Id)).ReasonCode));
        Assert.All((await world.HistoriesAsync(run.Id)).Values, history => Assert.InRange(history.Count, 1, 499));
        world.Measure(_ => 0);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(run.Id)).State);
    }

    [Fact]
    public async Task A_run_waits_for_the_start_that_its_note_schedules()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45"))
            .Write("changes/longer.yaml", Note("longer", "checkout", "notBefore: \"2026-12-01T09:00:00+01:00\"")).Commit("Longer");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.AwaitingWindow, PolicyCodes.Scheduled.Code, "change longer is scheduled for 2026-12-01T08:00:00Z"), (run.State, run.ReasonCode, run.Reason));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero), run.Until);
        world.Time.Advance(run.Until!.Value - world.Time.GetUtcNow());
        Assert.Equal(RunState.Completed, (await world.DriveAsync(run.Id)).State);
    }

    [Fact]
    public async Task A_note_about_what_does_not_change_schedules_nothing()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45"))
            .Write("changes/later.yaml", Note("later", "colours", "notBefore: \"2026-12-01T09:00Z\"")).Commit("Longer");

        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
    }

    private static async Task<Scenario> BeginAsync()
    {
        var world = SmallRepository.Begin("contract: { after: 14d }");
        await world.RunAsync("production");
        return world;
    }

    // What loses data stands in git, and an analysis must prove first that nobody reads the old shape.
    private static async Task<Scenario> BeginUnlessReadAsync()
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy("contract: { unused: [reads] }"))
            .Write("environments/production.yaml", SmallRepository.Environment(more: """
                analyses:
                  reads: { http: { url: "http://127.0.0.1/${region}" }, successCondition: result == 0, interval: 5m }
                """));
        world.Commit("First");
        await world.RunAsync("production");
        Expand(world);
        await world.RunAsync("production");
        Contract(world, "follows: [add-hex]");
        return world;
    }

    private static void Expand(Scenario world) =>
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Write("changes/add-hex.yaml", Note("add-hex", "schema", "reason: codes")).Commit("Add hex");

    private static void Contract(Scenario world, string line) =>
        world.Write("metadata/sql/V3__no_hex.sql", "ALTER TABLE colours DROP COLUMN hex;\n").Write("changes/drop-hex.yaml", Note("drop-hex", "schema", line)).Commit("Drop hex");

    private static string Note(string name, string covers, string line) => $"kind: Change\nname: {name}\ntitle: Title\nauthor: ada\ncovers: [{covers}]\n{line}\n";
}
