using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>
/// Stops the process before and after every durable write of a run (store, targets with the inside of every target write, engine) and lets another process go on. The run
/// must end as it does without a crash: same state, same live data, every change written once with one receipt, ledger equal to live, audit intact.
/// </summary>
public sealed class CrashTests
{
    private const string OneRegion = """
        kind: Environment
        name: production
        regions: [ { name: west } ]
        targets:
          db: { type: sqlite, path: "data/${region}/db.sqlite" }
          config: { type: files, path: "data/${region}/config" }
        rollout: { waves: [ { percent: 100, bake: 1s } ], analyses: [errors] }
        analyses:
          errors: { http: { url: "http://127.0.0.1/errors" }, successCondition: result < 0.01, interval: 10s, count: 1 }
        """;

    [Fact]
    public Task A_run_that_completes_completes_through_a_crash_at_any_durable_write() => EverywhereAsync(errors: 0, RunState.Completed);

    [Fact]
    public Task A_run_that_is_taken_back_is_taken_back_through_a_crash_at_any_durable_write() => EverywhereAsync(errors: 1, RunState.RolledBack);

    private static async Task EverywhereAsync(double errors, RunState expected)
    {
        await using var before = await FirstLoadAsync();
        var (points, wanted) = await TellAsync(before, errors, expected, int.MaxValue);

        // Nothing is durable between the end of a write and the beginning of the next: who dies before each and after the last dies before and after each.
        var deaths = Enumerable.Range(0, points.Count).Where(point => points[point].StartsWith("before ", StringComparison.Ordinal) || point == points.Count - 1);
        await Parallel.ForEachAsync(deaths, async (point, _) =>
        {
            var (_, found) = await TellAsync(before, errors, expected, point);
            Assert.True(wanted == found, $"Died {points[point]} (point {point}).\nWithout:\n{wanted}\nWith:\n{found}");
        });
    }

    // The first bundle is applied, the second one is committed and nothing knows of it yet.
    private static async Task<Scenario> FirstLoadAsync()
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("environments/production.yaml", OneRegion);
        world.Commit("First");
        var first = await world.RunAsync("production");
        Assert.True(first.State is RunState.Completed, $"{first.State} {first.ReasonCode} {first.Reason}");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/new: true"))
            .Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n")
            .Write("metadata/sql/V3__sizes.sql", "CREATE TABLE sizes (code TEXT PRIMARY KEY);\n")
            .Write("metadata/colours.csv", "code,name\ng,green\nr,rot\n").Commit("Second");
        return world;
    }

    private static async Task<(IReadOnlyList<string> Points, string Story)> TellAsync(Scenario before, double errors, RunState expected, int point)
    {
        await using var world = before.Fork();
        world.Measure(_ => errors);
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);

        world.Mortality.DieAfterPoints(point);
        var run = await world.DriveThroughDeathAsync(started.Value.Run.Id);

        Assert.Equal(expected, run.State);
        return (world.Mortality.Points, await StoryAsync(world, run));
    }

    private static async Task<string> StoryAsync(Scenario world, RunRecord run)
    {
        var story = new System.Text.StringBuilder().AppendLine(world.Read("data/west/config/settings.json"));
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(world.Root, "data/west/db.sqlite")};Mode=ReadOnly;Pooling=False"))
        {
            await database.OpenAsync();
            foreach (var query in new[] { "SELECT group_concat(name) FROM pragma_table_info('colours')", "SELECT group_concat(code || '=' || name) FROM (SELECT * FROM colours ORDER BY code)" })
            {
                using var command = new SqliteCommand(query, database);
                story.AppendLine((await command.ExecuteScalarAsync())?.ToString());
            }
        }

        return story + await RunStory.TellAsync(world, run);
    }
}
