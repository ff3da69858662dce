using System.Globalization;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Rows that point to rows, and files of rows that are wrong, in whole runs.</summary>
public sealed class ReferenceDataTests
{
    [Fact]
    public async Task Rows_that_are_pointed_to_are_written_before_and_deleted_behind_those_that_point_to_them()
    {
        await using var world = SmallRepository.Begin();

        // In the order of names the cities come first, and nothing but the foreign key says otherwise.
        world.Write("metadata/sql/V2__places.sql", "CREATE TABLE countries (code TEXT PRIMARY KEY);\nCREATE TABLE cities (name TEXT PRIMARY KEY, country TEXT NOT NULL REFERENCES countries (code));\n")
            .Write("metadata/a-cities.yaml", Data("a-cities", "cities", "name"))
            .Write("metadata/a-cities.csv", "name,country\nBerlin,de\nRoma,it\n")
            .Write("metadata/b-countries.yaml", Data("b-countries", "countries", "code"))
            .Write("metadata/b-countries.csv", "code\nde\nit\n")
            .Commit("Places");
        var made = await world.RunAsync("production");
        var order = (await world.PlanAsync(made.Id)).Where(entry => entry.Address.Region == "west").Select(entry => entry.Change.Resource).Distinct().ToList();
        world.Write("metadata/a-cities.csv", "name,country\nBerlin,de\n").Write("metadata/b-countries.csv", "code\nde\n").Commit("Less");

        var fewer = await world.RunAsync("production");

        Assert.Equal((null, RunState.Completed), (made.Reason, made.State));
        Assert.True(order.IndexOf("b-countries") < order.IndexOf("a-cities"), string.Join(", ", order));
        Assert.Equal((null, RunState.Completed), (fewer.Reason, fewer.State));
        Assert.Equal(
            ["a-cities", "b-countries"],
            (await world.PlanAsync(fewer.Id)).Where(entry => entry.Address.Region == "west" && entry.Change.Action is ChangeAction.Delete).Select(entry => entry.Change.Resource));
    }

    [Fact]
    public async Task What_depends_on_the_other_way_round_is_named_and_left_as_it_is()
    {
        await using var world = SmallRepository.Begin();
        world.Write("metadata/sql/V2__places.sql", "CREATE TABLE countries (code TEXT PRIMARY KEY);\nCREATE TABLE cities (name TEXT PRIMARY KEY, country TEXT REFERENCES countries (code));\n")
            .Write("metadata/a-cities.yaml", Data("a-cities", "cities", "name"))
            .Write("metadata/a-cities.csv", "name,country\nBerlin,\n")
            .Write("metadata/b-countries.yaml", Data("b-countries", "countries", "code", "a-cities"))
            .Write("metadata/b-countries.csv", "code\nde\n")
            .Commit("Places");

        var run = await world.RunAsync("production");

        Assert.Equal((null, RunState.Completed), (run.Reason, run.State));
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
        world.Write("metadata/sql/V2__parts.sql", "CREATE TABLE parts (code TEXT PRIMARY KEY, part_of TEXT REFERENCES parts (code));\n")
            .Write("metadata/parts.yaml", Data("parts", "parts", "code"))
            .Write("metadata/parts.csv", "code,part_of\n" + string.Concat(Enumerable.Range(0, rows).Select(row => Invariant($"p{row:D3},{(row % 2 == 0 ? "y" : "z")}\n"))) + "y,z\nz,\n")
            .Commit("Parts");
        var made = await world.RunAsync("production");
        var changes = (await world.PlanAsync(made.Id)).Where(entry => entry.Address.Region == "west" && entry.Change.Resource == "parts").Select(entry => entry.Change.Item.Key).ToList();
        world.Write("metadata/parts.csv", "code,part_of\n").Commit("No parts");

        var gone = await world.RunAsync("production");

        Assert.Equal((null, RunState.Completed), (made.Reason, made.State));
        Assert.Equal("""["z"]""", changes[0]);
        Assert.True(changes.IndexOf("""["y"]""") < changes.IndexOf("""["p000"]"""));
        Assert.Equal(rows + 2, changes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((null, RunState.Completed), (gone.Reason, gone.State));
        Assert.Equal("""["z"]""", (await world.PlanAsync(gone.Id)).Last(entry => entry.Address.Region == "west").Change.Item.Key);
    }

    [Fact]
    public async Task A_row_far_down_the_file_that_the_table_refuses_is_named_with_its_line_and_nothing_stays()
    {
        await using var world = SmallRepository.Begin();
        world.Write("metadata/sql/V2__unique.sql", "CREATE UNIQUE INDEX names ON colours (name);\n").Commit("Names are unique");
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\n" + string.Concat(Enumerable.Range(0, 999).Select(row => Invariant($"c{row:D5},{(row == 997 ? "name 12" : $"name {row}")}\n")))).Commit("Many");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Failed, "PLAN331"), (run.State, run.ReasonCode));
        Assert.Contains("TGT024: metadata/colours.csv:999", run.Reason, StringComparison.Ordinal);
        Assert.Contains("""["c00997"]""", run.Reason, StringComparison.Ordinal);
        Assert.Contains("UNIQUE constraint failed: colours.name", run.Reason, StringComparison.Ordinal);
        Assert.Equal(999, run.TopFindings.First(found => found.Code == "PLAN331").Place!.Line);
        world.Write("metadata/colours.csv", "code,name\nb,blue\nr,red\n").Commit("As before");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
    }

    [Theory]
    [InlineData("VAL131", 3, "The row has 3 fields, the header 2", "code,name\nb,blue\nr,red,more\n")]
    [InlineData("VAL131", 2, "The row has 1 fields, the header 2", "code,name\nb\n")]
    [InlineData("VAL132", 0, "The file is empty", "")]
    [InlineData("VAL132", 1, "The key column 'code'", "b,blue\nr,red\n")]
    [InlineData("VAL132", 1, "names the column 'code' twice", "code,code\nb,blue\n")]
    [InlineData("VAL130", 3, "has no closing quote", "code,name\nb,blue\nr,\"red\n")]
    [InlineData("TGT032", 1, "Did you mean 'name'?", "code,nmae\nb,blue\n")]
    public async Task A_file_of_rows_that_is_wrong_is_named_with_its_place(string code, int line, string words, string csv)
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", csv).Commit("Wrong");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Invalid, code), (run.State, run.ReasonCode));
        var finding = run.TopFindings.First(found => found.Code == code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
        if (code != "TGT032")
        {
            Assert.Equal(("metadata/colours.csv", line), (finding.Place!.File, finding.Place.Line));
        }

        world.Write("metadata/colours.csv", "code,name\nb,blue\nr,red\n").Commit("As before");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
    }

    [Fact]
    public async Task A_number_that_is_none_is_found_before_anything_is_written()
    {
        await using var world = SmallRepository.Begin();
        world.Write("metadata/sql/V2__prices.sql", "CREATE TABLE prices (code TEXT PRIMARY KEY, price NUMERIC NOT NULL, stock INTEGER);\n")
            .Write("metadata/prices.yaml", Data("prices", "prices", "code"))
            .Write("metadata/prices.csv", "code,price,stock\na,1.50,3\nb,\"1,50\",x\n")
            .Commit("Prices");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Invalid, "VAL133"), (run.State, run.ReasonCode));
        Assert.Equal(
            [("metadata/prices.csv", 3, 3), ("metadata/prices.csv", 3, 10)],
            run.TopFindings.Where(found => found.Code == "VAL133").Take(2).Select(found => (found.Place!.File, found.Place.Line, found.Place.Column)));
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data")));
    }

    [Fact]
    public async Task A_byte_order_mark_and_line_ends_of_Windows_make_no_difference_and_a_break_inside_quotes_is_one_line_feed()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", "\uFEFFcode,name\r\nb,blue\r\nr,red\r\n").Commit("From elsewhere");
        var same = await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\r\nb,\"light\r\nblue\"\r\nr,red\r\n").Commit("Two lines");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.NoChanges, same.State);
        Assert.Equal((null, RunState.Completed), (run.Reason, run.State));
        Assert.Contains("light\\nblue", (await world.PlanAsync(run.Id)).First(entry => entry.Change.Resource == "colours").Change.After!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_a_key_is_refused_with_the_way_out()
    {
        await using var world = SmallRepository.Begin();
        world.Write("metadata/sql/V2__bare.sql", "CREATE TABLE bare (code TEXT, name TEXT);\n")
            .Write("metadata/bare.yaml", Data("bare", "bare", "code"))
            .Write("metadata/bare.csv", "code,name\na,b\n")
            .Commit("Bare");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Invalid, "TGT032"), (run.State, run.ReasonCode));
        var finding = run.TopFindings.First(found => found.Code == "TGT032");
        Assert.Contains("neither primary key nor unique", finding.Message, StringComparison.Ordinal);
        Assert.Contains("unique constraint", finding.Remedy, StringComparison.Ordinal);
    }

    private static string Data(string name, string table, string key, string? behind = null) =>
        $"kind: ReferenceData\nname: {name}\ntarget: db\ntable: {table}\nkey: [{key}]\nfile: {name}.csv\nprune: true\ndependsOn: [schema{(behind is null ? "" : ", " + behind)}]\n";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
