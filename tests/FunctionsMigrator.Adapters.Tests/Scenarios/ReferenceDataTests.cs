using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Rows that point to rows, and files of rows that are wrong, in whole runs.</summary>
public sealed class ReferenceDataTests
{
    private const string Places = "CREATE TABLE countries (code TEXT PRIMARY KEY);\nCREATE TABLE cities (name TEXT PRIMARY KEY, country TEXT REFERENCES countries (code));\n";
    private const string Colours = "code,name\nb,blue\nr,red\n";

    [Fact]
    public async Task Rows_that_are_pointed_to_are_written_before_and_deleted_behind_those_that_point_to_them()
    {
        await using var world = SmallRepository.Begin();

        // In the order of names the cities come first, and nothing but the foreign key says otherwise.
        Script(world, "places", Places);
        Data(world, "a-cities", "cities", "name", "name,country\nBerlin,de\nRoma,it\n");
        Data(world, "b-countries", "countries", "code", "code\nde\nit\n");
        var made = await CompletedAsync(world);
        world.Write("metadata/a-cities.csv", "name,country\nBerlin,de\n").Write("metadata/b-countries.csv", "code\nde\n");

        var fewer = await CompletedAsync(world);

        Assert.Equal(["b-countries", "a-cities"], (await ChangesAsync(world, made)).Select(change => change.Resource).Where(name => name is "a-cities" or "b-countries").Distinct());
        Assert.Equal(["a-cities", "b-countries"], (await ChangesAsync(world, fewer)).Where(change => change.Action is ChangeAction.Delete).Select(change => change.Resource));
    }

    [Fact]
    public async Task What_depends_on_the_other_way_round_is_named_and_left_as_it_is()
    {
        await using var world = SmallRepository.Begin();
        Script(world, "places", Places);
        Data(world, "a-cities", "cities", "name", "name,country\nBerlin,\n");
        Data(world, "b-countries", "countries", "code", "code\nde\n", behind: "a-cities");

        var run = await CompletedAsync(world);

        var finding = run.TopFindings.First(found => found.Code == "PLAN305");
        Assert.Contains("'cities' points to table 'countries'", finding.Message, StringComparison.Ordinal);
        Assert.Contains("dependsOn", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_table_that_points_to_itself_come_behind_their_parents_and_go_before_them()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        const int rows = 450;
        Script(world, "parts", "CREATE TABLE parts (code TEXT PRIMARY KEY, part_of TEXT REFERENCES parts (code));\n");
        Data(world, "parts", "parts", "code", "code,part_of\n" + Lines(rows, row => $"p{row:D3},{(row % 2 == 0 ? "y" : "z")}") + "y,z\nz,\n");
        var made = await CompletedAsync(world);
        world.Write("metadata/parts.csv", "code,part_of\n");

        var gone = await CompletedAsync(world);

        var keys = (await ChangesAsync(world, made)).Where(change => change.Resource == "parts").Select(change => change.Item.Key).ToList();
        Assert.Equal("""["z"]""", keys[0]);
        Assert.True(keys.IndexOf("""["y"]""") < keys.IndexOf("""["p000"]"""));
        Assert.Equal(rows + 2, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("""["z"]""", (await ChangesAsync(world, gone))[^1].Item.Key);
    }

    [Fact]
    public async Task A_row_far_down_the_file_that_the_table_refuses_is_named_with_its_line_and_nothing_stays()
    {
        await using var world = SmallRepository.Begin();
        Script(world, "unique", "CREATE UNIQUE INDEX names ON colours (name);\n").Commit("Names are unique");
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\n" + Lines(999, row => $"c{row:D5},name {(row == 997 ? 12 : row)}")).Commit("Many");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Failed, "PLAN331"), (run.State, run.ReasonCode));
        Assert.Contains("TGT024: metadata/colours.csv:999", run.Reason, StringComparison.Ordinal);
        Assert.Contains("""["c00997"]""", run.Reason, StringComparison.Ordinal);
        Assert.Contains("UNIQUE constraint failed: colours.name", run.Reason, StringComparison.Ordinal);
        Assert.Equal(999, run.TopFindings.First(found => found.Code == "PLAN331").Place!.Line);
        await NothingStaysAsync(world);
    }

    [Theory]
    [InlineData("VAL131", 3, "The row has 3 fields, the header 2", "code,name\nb,blue\nr,red,more\n")]
    [InlineData("VAL131", 2, "The row has 1 fields, the header 2", "code,name\nb\n")]
    [InlineData("VAL132", 0, "The file is empty", "")]
    [InlineData("VAL132", 1, "The key column 'code'", "b,blue\nr,red\n")]
    [InlineData("VAL132", 1, "names the column 'code' twice", "code,code\nb,blue\n")]
    [InlineData("VAL130", 3, "has no closing quote", "code,name\nb,blue\nr,\"red\n")]
    [InlineData("VAL135", 3, """The key ["b"] stands in line 2 already""", "code,name\nb,blue\nb,red\n")]
    [InlineData("VAL135", 4, """The key ["b"] stands in line 2 already""", "code,name\nb,blue\na,red\nb,red\n")]
    [InlineData("TGT032", null, "Did you mean 'name'?", "code,nmae\nb,blue\n")]
    public async Task A_file_of_rows_that_is_wrong_is_named_with_its_place(string code, int? line, string words, string csv)
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", csv);

        var finding = (await InvalidAsync(world, code))[0];

        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.True(line is null || (finding.Place!.File, finding.Place.Line) == ("metadata/colours.csv", line), finding.ToString());
        await NothingStaysAsync(world);
    }

    [Fact]
    public async Task A_number_that_is_none_is_found_before_anything_is_written()
    {
        await using var world = SmallRepository.Begin();
        Script(world, "prices", "CREATE TABLE prices (code TEXT PRIMARY KEY, price NUMERIC NOT NULL, stock INTEGER);\n");
        Data(world, "prices", "prices", "code", "code,price,stock\na,1.50,3\nb,\"1,50\",x\n");

        var findings = await InvalidAsync(world, "VAL133");

        Assert.Equal([("metadata/prices.csv", 3, 3), ("metadata/prices.csv", 3, 10)], findings.Take(2).Select(found => (found.Place!.File, found.Place.Line, found.Place.Column)));
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data")));
    }

    [Fact]
    public async Task A_byte_order_mark_and_line_ends_of_Windows_make_no_difference_and_a_break_inside_quotes_is_one_line_feed()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", "\uFEFFcode,name\r\nb,blue\r\nr,red\r\n").Commit("From elsewhere");
        var same = await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\r\nb,\"light\r\nblue\"\r\nr,red\r\n");

        var run = await CompletedAsync(world);

        Assert.Equal(RunState.NoChanges, same.State);
        Assert.Contains("light\\nblue", (await ChangesAsync(world, run)).First(change => change.Resource == "colours").After!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_a_key_is_refused_with_the_way_out()
    {
        await using var world = SmallRepository.Begin();
        Script(world, "bare", "CREATE TABLE bare (code TEXT, name TEXT);\n");
        Data(world, "bare", "bare", "code", "code,name\na,b\n");

        var finding = (await InvalidAsync(world, "TGT032"))[0];

        Assert.Contains("neither primary key nor unique", finding.Message, StringComparison.Ordinal);
        Assert.Contains("unique constraint", finding.Remedy, StringComparison.Ordinal);
    }

    private static Scenario Script(Scenario world, string name, string sql) => world.Write($"metadata/sql/V2__{name}.sql", sql);

    private static void Data(Scenario world, string name, string table, string key, string csv, string? behind = null) => world
        .Write(
            $"metadata/{name}.yaml",
            $"kind: ReferenceData\nname: {name}\ntarget: db\ntable: {table}\nkey: [{key}]\nfile: {name}.csv\nprune: true\ndependsOn: [schema{(behind is null ? "" : ", " + behind)}]\n")
        .Write($"metadata/{name}.csv", csv);

    private static string Lines(int rows, Func<int, FormattableString> line) => string.Concat(Enumerable.Range(0, rows).Select(row => line(row).ToString(CultureInfo.InvariantCulture) + "\n"));

    private static async Task<RunRecord> CompletedAsync(Scenario world)
    {
        world.Commit("Rows");
        var run = await world.RunAsync("production");
        Assert.Equal((null, RunState.Completed), (run.Reason, run.State));
        return run;
    }

    /// <summary>The findings of the code that made the run invalid.</summary>
    private static async Task<IReadOnlyList<Finding>> InvalidAsync(Scenario world, string code)
    {
        world.Commit("Wrong");
        var run = await world.RunAsync("production");
        Assert.Equal((RunState.Invalid, code), (run.State, run.ReasonCode));
        var findings = run.TopFindings.Where(found => found.Code == code).ToList();
        Assert.All(findings, finding => Assert.NotEmpty(finding.Remedy));
        return findings;
    }

    private static async Task NothingStaysAsync(Scenario world)
    {
        world.Write("metadata/colours.csv", Colours).Commit("As before");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
    }

    private static async Task<IReadOnlyList<Change>> ChangesAsync(Scenario world, RunRecord run) =>
        [.. (await world.PlanAsync(run.Id)).Where(entry => entry.Address.Region == "west").Select(entry => entry.Change)];
}
