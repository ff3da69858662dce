using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Scripts and rows in one run.</summary>
public sealed class RunOnTablesTests
{
    [Theory]
    [InlineData("REFERENCES colours (code)")]
    [InlineData("REFERENCES colours (code) ON DELETE CASCADE")]
    public async Task A_row_goes_although_made_up_rows_point_to_it_in_the_rehearsal(string reference)
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("metadata/sql/V2__paints.sql", $"CREATE TABLE paints (id INTEGER PRIMARY KEY, colour TEXT NOT NULL {reference});\n").Commit("Paints");
        await world.RunAsync("production");
        world.Write("metadata/sql/V3__gloss.sql", "ALTER TABLE paints ADD COLUMN gloss INTEGER;\n");
        world.Write("metadata/colours.csv", "code,name\nr,red\n").Commit("No blue");

        var run = await world.RunAsync("production");

        Assert.Equal((null, RunState.Completed), (run.Reason, run.State));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
    }

    [Fact]
    public async Task A_failing_script_is_found_before_production_is_touched()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__bad.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\nALTER TABLE nothing ADD COLUMN x TEXT;\n").Commit("Bad");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Invalid, run.State);
        Assert.Equal("TGT031", run.ReasonCode);
        Assert.Contains("V2__bad.sql", run.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_may_be_added_and_filled_in_one_commit_and_taken_back()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n")
            .Write("metadata/colours.csv", "code,name,hex\nb,blue,\nr,red,#f00\ny,yellow,#ff0\n").Commit("Hex");

        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.ReasonCode} {run.Reason}");
        Assert.Equal(2, (await world.PlanAsync(run.Id)).Count(entry => entry.Address.Region == "west" && entry.Change.Item.Collection == "rows:colours"));
        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.True(rollback.State is RunState.Completed, $"{rollback.ReasonCode} {rollback.Reason}");
    }

    [Fact]
    public async Task A_file_that_manages_another_column_than_before_changes_only_the_rows_that_differ()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Commit("Column");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        world.Write("metadata/colours.csv", "code,name,hex\nb,blue,\nr,red,#f00\n").Commit("Values");

        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.ReasonCode} {run.Reason}");
        Assert.Equal(3, run.Plan!.Counts.Writes);
        world.Write("metadata/colours.csv", "code,name\nb,blue\nr,rot\n").Commit("Fewer columns");
        run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.ReasonCode} {run.Reason}");
        Assert.Equal(3, run.Plan!.Counts.Writes);
    }

    [Fact]
    public async Task An_undo_that_does_not_restore_is_found_in_the_rehearsal_and_not_offered_for_approval()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Write("metadata/sql/U2__hex.sql", "SELECT 1;\n").Commit("Half");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Failed, run.State);
        Assert.Equal("PLAN332", run.ReasonCode);
    }
}
