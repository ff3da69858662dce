using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using static FunctionsMigrator.Testing.Scenarios.ScenarioDatabase;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What becomes of scripts with names of every kind, on the way from git to databases.</summary>
public sealed class ScriptScenarioTests
{
    [Fact]
    public async Task A_new_database_begins_with_the_baseline_and_goes_on_above_it()
    {
        await using var world = Begin();
        world.Write("metadata/sql/V2__size.sql", "ALTER TABLE colours ADD COLUMN size INTEGER;\n").Write("metadata/sql/V3__shape.sql", "ALTER TABLE colours ADD COLUMN shape TEXT;\n")
            .Write("metadata/sql/B2__all.sql", "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER);\n").Commit("Baseline");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["B2__all apply", "V3__shape apply"], History(world, "east"));
        Assert.Equal(["b", "r"], Query(world, "east", "SELECT code FROM colours WHERE shape IS NULL AND size IS NULL ORDER BY code"));
        world.Write("README.md", "Nothing that is read\n").Commit("Words");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
    }

    [Fact]
    public async Task A_database_with_a_history_goes_on_without_the_baseline()
    {
        await using var world = Begin();
        world.Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__size.sql", "ALTER TABLE colours ADD COLUMN size INTEGER;\n")
            .Write("metadata/sql/B2__all.sql", "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER);\n").Commit("Baseline");

        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        Assert.Equal(["V1__colours apply", "V2__size apply"], History(world, "east"));
    }

    [Fact]
    public async Task A_database_that_holds_objects_and_has_no_history_is_not_guessed_about()
    {
        await using var world = Begin();
        world.Write("metadata/schema.yaml", "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\nbaseline: old.sql\n").Write("metadata/old.sql", "CREATE TABLE old (id INTEGER);\n").Commit("First");
        Directory.CreateDirectory(Path.Combine(world.Root, "data/east"));
        Execute(world, "east", "CREATE TABLE old (id INTEGER)");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Invalid, "PLAN313"), (run.State, run.ReasonCode));
        Assert.Contains("fm sql baseline", run.TopFindings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_runs_always_runs_whenever_something_else_is_written_and_never_alone()
    {
        await using var world = Begin();
        world.Write("metadata/sql/R__names.sql", "-- fm: run-always\nDROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT name FROM colours;\n").Commit("First");
        await world.RunAsync("production");

        world.Write("README.md", "Nothing that is read\n").Commit("Words");
        var nothing = await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\nb,blue\nr,red\ng,green\n").Commit("Rows");
        var again = await world.RunAsync("production");

        Assert.Equal(RunState.NoChanges, nothing.State);
        Assert.Equal(RunState.Completed, again.State);
        Assert.Equal(["V1__colours apply", "R__names apply", "R__names apply"], History(world, "east"));
    }

    [Fact]
    public async Task Scripts_of_several_folders_run_as_one()
    {
        await using var world = Begin();
        world.Write("metadata/schema.yaml", "kind: SqlMigrations\nname: schema\ntarget: db\npath: [sql, more]\n")
            .Write("metadata/more/V1.1__size.sql", "ALTER TABLE colours ADD COLUMN size INTEGER;\n").Commit("First");

        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        Assert.Equal(["V1__colours apply", "V1.1__size apply"], History(world, "east"));
    }

    [Fact]
    public async Task Callbacks_run_around_a_run_and_around_each_of_its_scripts()
    {
        await using var world = Begin();
        world.Write("metadata/sql/V2__log.sql", "CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT NOT NULL);\n").Commit("First");
        await world.RunAsync("production");
        foreach (var callback in new[] { "beforeMigrate", "beforeEachMigrate__1", "beforeEachMigrate__2", "afterEachMigrate", "afterMigrateApplied", "afterMigrate" })
        {
            world.Write($"metadata/sql/{callback}.sql", $"INSERT INTO log (what) VALUES ('{callback}');\n");
        }

        // Rows of callbacks go with the undo, so that the rehearsal finds nothing left behind; that deletes rows, and every script is as risky as that.
        world.Write("metadata/sql/afterEachUndo.sql", "DELETE FROM log WHERE id > 0;\n")
            .Write("metadata/sql/V3__size.sql", "ALTER TABLE colours ADD COLUMN size INTEGER;\nINSERT INTO log (what) VALUES ('V3');\n")
            .Write("metadata/sql/R__names.sql", "CREATE VIEW names AS SELECT name FROM colours;\n").Commit("Callbacks");

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.Reason}");
        string[] expected =
        [
            "beforeMigrate", "beforeEachMigrate__1", "beforeEachMigrate__2", "V3", "afterEachMigrate", "beforeEachMigrate__1", "beforeEachMigrate__2", "afterEachMigrate", "afterMigrateApplied", "afterMigrate",
        ];
        Assert.All(["west", "north", "east"], region => Assert.Equal(expected, Query(world, region, "SELECT what FROM log ORDER BY id")));

        world.Write("metadata/colours.csv", "code,name\nb,blue\n").Commit("Only rows");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        Assert.Equal(expected.Length, Query(world, "east", "SELECT what FROM log").Length);
    }

    [Fact]
    public async Task What_callbacks_make_with_each_script_they_take_back_with_each_undo()
    {
        const string Names = "CREATE VIEW names AS SELECT name FROM colours;\n";
        await using var world = Begin();
        world.Write("metadata/sql/V2__names.sql", Names).Commit("First");
        await world.RunAsync("production");
        var before = Query(world, "east", "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name");

        // The column cannot go while the view shows it, and the other view would be missing behind the undo.
        world.Write("metadata/sql/afterEachMigrate.sql", "DROP VIEW IF EXISTS sizes;\nCREATE VIEW sizes AS SELECT size FROM colours;\n")
            .Write("metadata/sql/beforeEachUndo.sql", "DROP VIEW IF EXISTS sizes;\nDROP VIEW names;\n").Write("metadata/sql/afterEachUndo.sql", Names)
            .Write("metadata/sql/V3__size.sql", "ALTER TABLE colours ADD COLUMN size INTEGER;\n").Commit("Callbacks");
        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.Reason}");
        Assert.Equal(["names", "sizes"], Query(world, "east", "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), TestContext.Current.CancellationToken);
        var taken = await world.DriveAsync(back.Value.Run.Id);
        Assert.True(taken.State is RunState.Completed, $"{taken.State} {taken.Reason}");
        Assert.All(["west", "north", "east"], region => Assert.Equal(before, Query(world, region, "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name")));
    }

    [Fact]
    public async Task A_callback_that_leaves_something_behind_blocks_the_plan()
    {
        await using var world = Begin();
        world.Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/sql/afterEachMigrate.sql", "CREATE VIEW IF NOT EXISTS behind AS SELECT 1 AS n;\n").Write("metadata/sql/V3__size.sql", "ALTER TABLE colours ADD COLUMN size INTEGER;\n").Commit("Callback");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Failed, "PLAN332"), (run.State, run.ReasonCode));
        Assert.Equal(["V1__colours apply"], History(world, "east"));
    }

    [Theory]
    [InlineData("-- fm: verify=\"select count(*) = 0 from colours\"", "TGT039")]
    [InlineData("-- fm: transaction=off", "TGT035")]
    public async Task A_directive_that_does_not_hold_stops_the_run_in_the_rehearsal(string directive, string code)
    {
        await using var world = Begin();
        world.Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__more.sql", $"{directive}\nINSERT INTO colours VALUES ('g', 'green');\n").Commit("Directive");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Failed, "PLAN331"), (run.State, run.ReasonCode));
        Assert.Contains($"{code}: metadata/sql/V2__more.sql: ", run.Reason, StringComparison.Ordinal);
        Assert.Equal(["V1__colours apply"], History(world, "east"));
    }

    [Fact]
    public async Task Directives_that_hold_change_nothing_else()
    {
        await using var world = Begin();
        world.Write("metadata/sql/V2__more.sql", "-- fm: timeout=5m lock-timeout=2s\n-- fm: verify=\"select count(*) from pragma_table_info('colours') where name = 'size'\"\nALTER TABLE colours ADD COLUMN size INTEGER;\n").Commit("First");

        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        Assert.Equal(["V1__colours apply", "V2__more apply"], History(world, "east"));
    }

    private static Scenario Begin() => Scenario.Begin(SmallRepository.Files);
}
