using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Scenarios;
using static FunctionsMigrator.Testing.Scenarios.ScenarioDatabase;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Plans that are rehearsed on another environment, which is a copy of theirs.</summary>
public sealed class CopyRehearsalTests
{
    private const string AddSize = "ALTER TABLE colours ADD COLUMN size INTEGER DEFAULT 1;\n";

    [Fact]
    public async Task A_plan_is_applied_to_the_copy_measured_there_and_taken_back()
    {
        await using var world = await BeginAsync();
        var before = Picture(world, "copy-west");
        world.Write("metadata/sql/V2__size.sql", AddSize).Write("metadata/colours.csv", "code,name\nb,blue\nr,rot\n").Commit("Size");

        var run = await world.RunAsync("production");

        Assert.True(run.State == RunState.Completed, $"{run.State} {string.Join('\n', run.TopFindings)}");
        Assert.Equal(before, Picture(world, "copy-west"));
        Assert.NotEqual(before, Picture(world, "west"));
        Assert.Equal(["V1__colours apply", "V2__size apply", "V2__size undo"], History(world, "copy-west"));
        var plan = (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value;
        Assert.EndsWith(", on copy", MeasureLines.Head(plan.Targets.First(target => target.Measures is not null).Measures!), StringComparison.Ordinal);
        Assert.Null(await new EnvironmentLock(world.Store.Records, world.Time).OwnerAsync("copy", CancellationToken.None));
    }

    [Fact]
    public async Task What_fails_only_on_the_rows_of_the_copy_blocks_the_plan_and_leaves_the_copy_as_it_was()
    {
        await using var world = await BeginWithDoubleMailsAsync();
        var before = Picture(world, "copy-east");

        var run = await world.RunAsync("production");

        IsBlockedByTheDoubleMail(run);
        Assert.Equal(before, Picture(world, "copy-east"));
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 0)]
    [InlineData("before", 1)]
    [InlineData("after", 1)]
    [InlineData("before", 2)]
    [InlineData("after", 2)]
    public async Task What_failed_on_the_copy_is_still_told_when_the_process_dies_before_all_is_taken_back(string when, int write)
    {
        await using var world = await BeginWithDoubleMailsAsync();
        var before = Picture(world, "copy-east");

        var run = await DieOnceAsync(world, $"{when} target write production/east/db", write);

        IsBlockedByTheDoubleMail(run);
        Assert.Equal(before, Picture(world, "copy-east"));
    }

    [Fact]
    public async Task A_copy_that_holds_something_else_or_lacks_a_target_is_no_copy()
    {
        await using var world = await BeginAsync();
        File.Delete(Path.Combine(world.Root, "data/copy-west/db.sqlite"));
        world.Write("metadata/sql/V2__size.sql", AddSize).Write("metadata/colours.csv", "code,name\nb,blue\nr,rot\n").Commit("Size");
        var moved = await world.RunAsync("production");
        world.Write("environments/copy.yaml", Copy().Replace("name: west", "name: elsewhere", StringComparison.Ordinal)).Commit("No such region");
        var lacking = await world.RunAsync("production");

        Assert.True((moved.State, lacking.State) == (RunState.Failed, RunState.Failed), $"{moved.State} {string.Join('\n', moved.TopFindings)} {lacking.State}");
        Assert.Contains(moved.TopFindings, finding => finding.Code == "PLAN333" && finding.Message.Contains("copy/west/db does not hold what the plan was made from", StringComparison.Ordinal));
        Assert.Contains(lacking.TopFindings, finding => finding.Code == "PLAN333" && finding.Message.Contains("has no target copy/west/db", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_rehearsed_on_scratch_and_never_on_the_copy()
    {
        await using var world = await BeginAsync();
        var before = Picture(world, "copy-west");
        world.Write("metadata/sql/V2__gone.sql", "DELETE FROM colours WHERE code = 'never';\n").Commit("Gone");

        var run = await world.RunAsync("production");

        Assert.Equal(before, Picture(world, "copy-west"));
        Assert.Equal(["V1__colours apply"], History(world, "copy-west"));
        Assert.Contains("a part was not rehearsed", (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value.Reasons);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 0)]
    [InlineData("before", 1)]
    [InlineData("after", 1)]
    [InlineData("before", 2)]
    [InlineData("after", 2)]
    [InlineData("before", 3)]
    [InlineData("after", 3)]
    public async Task A_process_that_dies_while_it_rehearses_leaves_nothing_on_the_copy_once_another_goes_on(string when, int write)
    {
        await using var world = await BeginAsync();
        var before = Picture(world, "copy-west");
        world.Write("metadata/sql/V2__size.sql", AddSize).Write("metadata/colours.csv", "code,name\nb,blue\nr,rot\n").Commit("Size");

        var run = await DieOnceAsync(world, $"{when} target write production/west/db", write);

        Assert.True(run.State == RunState.Completed, $"{run.State} {string.Join('\n', run.TopFindings)}");
        Assert.Equal(before, Picture(world, "copy-west"));
    }

    private static async Task<Scenario> BeginWithDoubleMailsAsync()
    {
        var world = await BeginAsync();
        Execute(world, "copy-east", "CREATE TABLE orders (id INTEGER PRIMARY KEY, mail TEXT); INSERT INTO orders VALUES (1, 'a'), (2, 'a')");
        foreach (var region in new[] { "west", "north", "east", "copy-west", "copy-north" })
        {
            Execute(world, region, "CREATE TABLE orders (id INTEGER PRIMARY KEY, mail TEXT)");
        }

        world.Write("metadata/sql/V2__size.sql", AddSize).Write("metadata/sql/V3__mail.sql", "CREATE UNIQUE INDEX orders_mail ON orders (mail);\n").Commit("Mail");
        return world;
    }

    private static async Task<RunRecord> DieOnceAsync(Scenario world, string write, int nth)
    {
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        world.Mortality.DieAt(point => point.StartsWith(write, StringComparison.Ordinal), nth);
        return await world.DriveThroughDeathAsync(started.Value.Run.Id);
    }

    private static void IsBlockedByTheDoubleMail(RunRecord run)
    {
        Assert.True(run.State == RunState.Failed, $"{run.State} {run.Reason} {string.Join('\n', run.TopFindings)}");
        var finding = Assert.Single(run.TopFindings, finding => finding.Code == PlanCodes.RehearsalFailed.Code);
        Assert.Contains("UNIQUE constraint failed: orders.mail", finding.Message, StringComparison.Ordinal);
        Assert.Equal("production/east/db", finding.Target);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 0)]
    [InlineData("after", 1)]
    [InlineData("after", 2)]
    public async Task A_copy_that_does_not_answer_for_a_moment_is_asked_again_and_left_as_it_was(string when, int write)
    {
        await using var world = await BeginAsync();
        var before = Picture(world, "copy-west");
        world.Write("metadata/sql/V2__size.sql", AddSize).Write("metadata/colours.csv", "code,name\nb,blue\nr,rot\n").Commit("Size");
        var passed = 0;
        world.Mortality.WaitAt(point => point.StartsWith($"{when} target write production/west/db", StringComparison.Ordinal) && passed++ == write
            ? Task.FromException(new TargetException(TargetCodes.Unreachable.Finding("The connection was cut.", target: "copy/west/db")))
            : null);

        var run = await world.RunAsync("production");

        Assert.True(run.State == RunState.Completed, $"{run.State} {run.Reason} {string.Join('\n', run.TopFindings)}");
        Assert.True(passed > write);
        Assert.Equal(before, Picture(world, "copy-west"));
    }

    private static string Copy() => SmallRepository.Environment().Replace("name: production", "name: copy", StringComparison.Ordinal).Replace("data/", "data/copy-", StringComparison.Ordinal);

    private static async Task<Scenario> BeginAsync()
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("environments/copy.yaml", Copy());
        world.Commit("First");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        foreach (var region in new[] { "west", "north", "east" })
        {
            var folder = Path.Combine(world.Root, "data", region);
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(world.Root, "data", $"copy-{region}", Path.GetRelativePath(folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        world.Write("environments/production.yaml", SmallRepository.Environment(more: $"rehearseOn: copy\n{SmallRepository.ByHand}")).Commit("A copy");
        return world;
    }

    private static string Picture(Scenario world, string place) => string.Join(
        '\n',
        [.. Query(world, place, "SELECT type || name || sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'fm_%' AND tbl_name NOT LIKE 'fm_%' ORDER BY 1"), .. Query(world, place, "SELECT code || name FROM colours ORDER BY 1")]);
}
