using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using static FunctionsMigrator.Testing.Scenarios.ScenarioDatabase;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Derived undos on their way from a plan over a rehearsal to the databases and back.</summary>
public sealed class DerivedUndoScenarioTests
{
    private const string Former = "CREATE VIEW names AS SELECT name FROM colours";
    private const string Replaced = "DROP VIEW names;\nCREATE VIEW names AS SELECT code, name FROM colours;\nCREATE TABLE IF NOT EXISTS colours (code TEXT);\n";

    [Fact]
    public async Task The_plan_shows_how_a_script_is_taken_back_with_what_stands_now()
    {
        await using var world = await BeginAsync();
        world.Write("metadata/sql/V3__names.sql", Replaced).Write("metadata/sql/V4__names.sql", "DROP VIEW names;\n").Commit("Names");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        var changes = (await world.PlanAsync(run.Id)).Where(planned => planned.Address.Region == "east").Select(planned => planned.Change).ToList();
        Assert.All(changes, change => Assert.Equal(ReversalKind.DerivedUndo, change.Reversal.Kind));
        Assert.Equal($"DROP VIEW names;\n{Former};\n", changes[0].Undo!.Text);
        Assert.Equal("-- the view names as it stands before the script runs\n", changes[1].Undo!.Text);
    }

    [Fact]
    public async Task A_run_that_is_taken_back_restores_what_stood_on_each_target()
    {
        await using var world = await BeginAsync();
        world.Write("metadata/sql/V3__names.sql", Replaced).Write("metadata/sql/V4__extra.sql", "CREATE TABLE later (id INTEGER);\n").Commit("Names");
        Execute(world, "east", "DROP VIEW names; CREATE VIEW names AS SELECT 'own' AS own");

        var run = await world.RunAsync("production");
        Assert.True(run.State == RunState.Completed, $"{run.State} {string.Join('\n', run.TopFindings)}");
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        var rolledBack = await world.DriveAsync(back.Value.Run.Id);

        Assert.Equal(RunState.Completed, rolledBack.State);
        Assert.Equal(["CREATE VIEW names AS SELECT 'own' AS own"], Query(world, "east", "SELECT sql FROM sqlite_schema WHERE name = 'names'"));
        Assert.Equal([Former], Query(world, "west", "SELECT sql FROM sqlite_schema WHERE name = 'names'"));
        Assert.Empty(Query(world, "west", "SELECT name FROM sqlite_schema WHERE name = 'later'"));
        Assert.NotEmpty(Query(world, "west", "SELECT name FROM sqlite_schema WHERE name = 'colours'"));
    }

    [Fact]
    public async Task What_cannot_be_derived_is_told_with_statement_line_and_remedy()
    {
        await using var world = await BeginAsync();
        world.Write("metadata/sql/V3__fill.sql", "CREATE TABLE t (id INTEGER);\n\nINSERT INTO colours\n  VALUES ('x', 'ex');\n").Commit("Fill");

        var run = await world.RunAsync("production");

        var change = (await world.PlanAsync(run.Id))[0].Change;
        Assert.Equal(ReversalKind.Irreversible, change.Reversal.Kind);
        Assert.Contains("(line 3, INSERT INTO colours VALUES ('x', 'ex'): it changes rows, and what they held is not kept)", Assert.Single(change.Reasons), StringComparison.Ordinal);
        var finding = (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value.Targets[0].Findings.Single(found => found.Code == "LINT401");
        Assert.Equal(3, finding.Place!.Line);
        Assert.Contains("it changes rows", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Add a U script", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_undo_that_failed_and_left_nothing_needs_no_undo()
    {
        await using var world = await BeginAsync();
        world.Write("metadata/sql/V3__fill.sql", "INSERT INTO colours VALUES ('x', 'ex');\n").Commit("Fill");
        Execute(world, "east", "CREATE TRIGGER no BEFORE INSERT ON colours WHEN (SELECT count(*) FROM colours WHERE code = 'r') > 0 AND new.code = 'x' BEGIN SELECT RAISE(ABORT, 'not here'); END");

        var run = await world.RunAsync("production");

        Assert.NotEqual(RunState.Completed, run.State);
        Assert.DoesNotContain(run.TopFindings, finding => finding.Code == "RUN007" && finding.Message.Contains("east", StringComparison.Ordinal));
        Assert.Equal(["b", "r"], Query(world, "east", "SELECT code FROM colours ORDER BY code"));
    }

    private static async Task<Scenario> BeginAsync()
    {
        var world = Scenario.Begin(SmallRepository.Files);
        world.Write("environments/production.yaml", SmallRepository.Environment(more: SmallRepository.ByHand)).Write("metadata/sql/V2__names.sql", Former + ";\n").Commit("First");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        return world;
    }
}
