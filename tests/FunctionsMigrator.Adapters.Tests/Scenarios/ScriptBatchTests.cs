using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using static FunctionsMigrator.Testing.Scenarios.ScenarioDatabase;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Scripts that share what the journal stores, and between which a run stops, fails, goes on and is taken back.</summary>
public sealed class ScriptBatchTests
{
    private const int Scripts = 5;
    private const string Tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'step%' ORDER BY name";

    [Fact]
    public async Task Scripts_share_one_set_of_receipts()
    {
        await using var world = Begin();

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.Reason}");
        Assert.Equal([1, 1, 1], await PiecesAsync(world, run, "applied"));
        Assert.Equal(Scripts, Query(world, "east", Tables).Length);
    }

    [Fact]
    public async Task A_step_whose_time_is_up_stops_between_two_scripts_and_the_next_one_goes_on_behind_the_last()
    {
        await using var world = Begin();
        world.StepTime = TimeSpan.Zero;
        world.Open();

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.Reason}");
        Assert.Equal([Scripts, Scripts, Scripts], await PiecesAsync(world, run, "applied"));
        Assert.Equal(["V1__step apply", "V2__step apply", "V3__step apply", "V4__step apply", "V5__step apply"], History(world, "east"));

        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), TestContext.Current.CancellationToken);
        var taken = await world.DriveAsync(back.Value.Run.Id);
        Assert.True(taken.State is RunState.Completed, $"{taken.State} {taken.Reason}");
        Assert.Equal([Scripts, Scripts, Scripts], await PiecesAsync(world, run, "undone"));
        Assert.All(["west", "north", "east"], region => Assert.Empty(Query(world, region, Tables)));
        Assert.Equal(Scripts * 2, Query(world, "east", "SELECT script FROM fm_history").Length);
    }

    [Fact]
    public async Task A_script_that_fails_takes_those_before_it_back_and_asks_no_undo_of_those_that_left_nothing()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        Execute(world, "west", "INSERT INTO step1 (id) VALUES (987654)");
        // No undo can be derived of rows that are written; the first of the two fails where the row is, the other one is never reached.
        world.Write("metadata/sql/V6__step.sql", "CREATE TABLE step6 (id INTEGER);\n").Write("metadata/sql/V7__row.sql", "INSERT INTO step1 (id) VALUES (987654);\n")
            .Write("metadata/sql/V8__row.sql", "INSERT INTO step2 (id) VALUES (987655);\n").Commit("Rows");

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.RolledBack, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Equal(Scripts, Query(world, "west", Tables).Length);
        Assert.Equal(["V6__step apply", "V7__row failure", "V6__step undo"], History(world, "west")[Scripts..]);
    }

    [Fact]
    public async Task A_script_that_fails_among_those_that_share_a_transaction_is_named_and_those_before_it_stood()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        Execute(world, "west", "INSERT INTO step1 (id) VALUES (1), (3)");
        world.Write("metadata/sql/V6__step.sql", "CREATE TABLE step6 (id INTEGER);\n")
            .Write("metadata/sql/V7__odd.sql", "CREATE TABLE step7 (id INTEGER PRIMARY KEY);\nINSERT INTO step7 SELECT id % 2 FROM step1;\n")
            .Write("metadata/sql/V8__step.sql", "CREATE TABLE step8 (id INTEGER);\n")
            .Commit("Odd");

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.RolledBack, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Contains("V7__odd.sql, line 2", run.Reason, StringComparison.Ordinal);
        Assert.Equal(Scripts, Query(world, "west", Tables).Length);
        Assert.Equal(["V6__step apply", "V7__odd failure", "V6__step undo"], History(world, "west")[Scripts..]);
    }

    private static Scenario Begin()
    {
        var world = Scenario.Begin(SmallRepository.Files).Remove("metadata/colours.yaml").Remove("metadata/colours.csv").Remove("metadata/sql/V1__colours.sql");
        for (var number = 1; number <= Scripts; number++)
        {
            world.Write($"metadata/sql/V{number}__step.sql", $"CREATE TABLE step{number} (id INTEGER PRIMARY KEY);\n");
        }

        world.Commit("First");
        return world;
    }

    // How many blobs hold the receipts of each database.
    private static async Task<IReadOnlyList<int>> PiecesAsync(Scenario world, RunRecord run, string direction)
    {
        var names = await world.Store.Blobs.ListAsync(BlobArea.Plans, $"journal/{run.Id}/", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        return [.. names.Where(name => name.Contains($"/{direction}/", StringComparison.Ordinal) && name.Contains("db", StringComparison.Ordinal)).GroupBy(name => name[..name.LastIndexOf('/')]).Select(names => names.Count())];
    }
}
