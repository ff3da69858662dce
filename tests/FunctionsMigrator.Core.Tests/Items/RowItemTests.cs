using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class RowItemTests
{
    private static readonly TableShape Rates = new(
        "rates",
        [
            new("code", ColumnType.Text, "TEXT", false, false), new("n", ColumnType.Integer, "INTEGER", true, false), new("rate", ColumnType.Real, "REAL", true, false),
            new("price", ColumnType.Decimal, "NUMERIC", true, false), new("open", ColumnType.Boolean, "BOOLEAN", true, false),
            new("blob", ColumnType.Bytes, "BLOB", true, false), new("name", ColumnType.Text, "TEXT", false, true),
        ],
        [["code"]]);

    [Fact]
    public async Task Rows_are_canonical_texts_by_the_types_of_the_table()
    {
        var repository = Csv("code,n,rate,price,open,blob,name\r\n004,+007,1.50,12.500,1,aGk =,\"\"\r\nDE,,,,,,x\r\n");

        var items = await repository.ItemsAsync(Rates);

        Assert.Equal(
            [
                """["004"] = {"blob":"aGk=","code":"004","n":"7","name":"","open":"true","price":"12.5","rate":"1.5"}""",
                """["DE"] = {"blob":null,"code":"DE","n":null,"name":"x","open":null,"price":null,"rate":null}""",
            ],
            await DesiredRepository.TextsAsync(items));
        Assert.Equal("metadata/r.csv:3:1", items.Value[1].Place.ToString());
    }

    [Fact]
    public async Task Without_a_shape_every_value_is_text() =>
        Assert.Equal(["""["1"] = {"code":"1","n":"007"}"""], await DesiredRepository.TextsAsync(await Csv("code,n\n1,007\n").ItemsAsync()));

    [Fact]
    public async Task A_slice_holds_the_columns_of_the_header()
    {
        var slice = (await Csv("name,code\nx,1\n").SlicesAsync()).Value[0];

        Assert.Equal("rows:rates", slice.Collection);
        Assert.Equal(["name", "code"], slice.Table!.Columns);
        Assert.Equal(["code"], slice.Table.Key);
    }

    [Fact]
    public async Task A_key_of_several_columns_has_their_order()
    {
        var repository = Csv("a,b,c\n1,2,3\n", key: ["c", "a"]);

        Assert.Equal("""["3","1"]""", (await repository.ItemsAsync()).Value[0].Key);
    }

    [Theory]
    [InlineData("code,n\nDE,x\n", "VAL133 metadata/r.csv:2:4")]
    [InlineData("code,n\nDE,1.0\n", "VAL133 metadata/r.csv:2:4")]
    [InlineData("code,rate\nDE,1e999\n", "VAL133 metadata/r.csv:2:4")]
    [InlineData("code,price\nDE,0.12345678901234567890123456789012345\n", "VAL133 metadata/r.csv:2:4")]
    [InlineData("code,open\nDE,yes\n", "VAL133 metadata/r.csv:2:4")]
    [InlineData("code,name\nDE,\n", "VAL133 metadata/r.csv:2:4")]
    [InlineData("code,n\n,1\n", "VAL134 metadata/r.csv:2:1")]
    [InlineData("code,n\nDE,1\nAT,1\nDE,2\n", "VAL135 metadata/r.csv:4:1")]
    [InlineData("code,n\nDE\nAT,1,2\n", "VAL131 metadata/r.csv:2:1, VAL131 metadata/r.csv:3:1")]
    [InlineData("code,n\nDE,x\nAT,\"1\n", "VAL133 metadata/r.csv:2:4, VAL130 metadata/r.csv:3:4")]
    [InlineData("code,nn\nDE,1\n", "TGT032 metadata/r.csv:1")]
    [InlineData("n,name\n1,x\n", "VAL132 metadata/r.csv:1")]
    [InlineData("code,code\n1,x\n", "VAL132 metadata/r.csv:1:6")]
    [InlineData("code,\n1,x\n", "VAL132 metadata/r.csv:1:6")]
    [InlineData("", "VAL132 metadata/r.csv")]
    public async Task What_does_not_fit_is_found_with_its_place(string csv, string found) =>
        Assert.Equal(found, string.Join(", ", DesiredRepository.Found(await Csv(csv).ItemsAsync(Rates))));

    [Fact]
    public async Task A_header_alone_is_no_row() => Assert.Empty((await Csv("code,n\n").ItemsAsync(Rates)).Value);

    [Fact]
    public async Task Findings_end_at_a_hundred()
    {
        var csv = "code,n\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},x\n"));

        Assert.Equal(100, (await Csv(csv).ItemsAsync(Rates)).Findings.Count);
    }

    [Fact]
    public async Task A_sensitive_column_hides_the_row_and_its_value_in_findings()
    {
        var good = await Csv("code,n\nDE,1\n", sensitive: ["n"]).ItemsAsync(Rates);
        var bad = await Csv("code,n\nDE,topsecret\n", sensitive: ["n"]).ItemsAsync(Rates);

        Assert.True(good.Value[0].Sensitive);
        Assert.DoesNotContain("topsecret", bad.Findings[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["VAL115 metadata/x.yaml:3:1"], DesiredRepository.Found(await Csv("code,n\n", sensitive: ["m"]).SlicesAsync()));
    }

    [Fact]
    public async Task Variables_are_active_where_the_resource_says_so()
    {
        const string Text = "code,name\nDE,${currency}\nAT,${none}\n";

        Assert.Equal(
            ["""["AT"] = {"code":"AT","name":"${none}"}""", """["DE"] = {"code":"DE","name":"${currency}"}"""],
            await DesiredRepository.TextsAsync(await Csv(Text).ItemsAsync()));
        Assert.Equal(
            ["""["AT"] = {"code":"AT","name":null}""", """["DE"] = {"code":"DE","name":"EUR"}"""],
            await DesiredRepository.TextsAsync(await Csv(Text, substitute: true).ItemsAsync()));
        Assert.Equal(["VAL100 metadata/r.csv:2:4"], DesiredRepository.Found(await Csv("code,name\nDE,${x}\n", substitute: true).ItemsAsync()));
    }

    [Fact]
    public async Task JSON_rows_are_read_like_CSV()
    {
        var repository = File("r.json", """
            [ { "code": "b", "n": 1e2, "open": true, "name": "]},\"{" },
              { "name": "\u00f6", "code": "a", "n": null, "open": 0 } ]
            """);

        var items = await repository.ItemsAsync(Rates);

        Assert.Equal(
            ["""["a"] = {"code":"a","n":null,"name":"ö","open":"false"}""", """["b"] = {"code":"b","n":"100","name":"]},\"{","open":"true"}"""],
            await DesiredRepository.TextsAsync(items));
        Assert.Equal("metadata/r.json:2:3", items.Value[0].Place.ToString());
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "VAL113 metadata/r.json:1:1")]
    [InlineData("", "VAL113 metadata/r.json:1:1")]
    [InlineData("[1]", "VAL136 metadata/r.json:1:2")]
    [InlineData("[{\"code\":1}", "VAL113 metadata/r.json:1:12")]
    [InlineData("[{\"code\":1},]", "VAL113 metadata/r.json:1:13")]
    [InlineData("[{\"code\":1}] x", "VAL113 metadata/r.json:1:14")]
    [InlineData("[{\"code\":\n \"1\" 2}]", "VAL113 metadata/r.json:2:6")]
    [InlineData("[{\"code\":1},\n{\"code\":1}]", "VAL135 metadata/r.json:2:1")]
    [InlineData("[{\"code\":1},\n{\"code\":2,\"n\":1}]", "VAL136 metadata/r.json:2:1")]
    [InlineData("[{\"code\":1,\"n\":1},\n{\"code\":2}]", "VAL136 metadata/r.json:2:1")]
    [InlineData("[{\"code\":1},\n{\"code\":[1]}]", "VAL136 metadata/r.json:2:1")]
    [InlineData("[{\"code\":1},\n{\"code\":1,\"code\":2}]", "VAL136 metadata/r.json:2:1")]
    [InlineData("[{\"code\":1},\n{\"code\":\"\\ud800\"}]", "VAL136 metadata/r.json:2:1")]
    [InlineData("[{\"n\":1}]", "VAL132 metadata/r.json:1")]
    public async Task JSON_rows_of_another_shape_are_found(string json, string found) =>
        Assert.Equal(found, string.Join(", ", DesiredRepository.Found(await File("r.json", json).ItemsAsync(Rates))));

    [Fact]
    public async Task Rows_in_place_are_items_of_the_document()
    {
        var repository = new DesiredRepository(
            new MemoryTree(), Resource() with { Rows = [DesiredRepository.Map("""{ "code": "b", "n": 2 }"""), DesiredRepository.Map("""{ "n": 1, "code": "a" }""")] });

        var items = await repository.ItemsAsync(Rates);

        Assert.Equal(["""["a"] = {"code":"a","n":"1"}""", """["b"] = {"code":"b","n":"2"}"""], await DesiredRepository.TextsAsync(items));
        Assert.Equal(DesiredRepository.Document, items.Value[0].Place);
    }

    [Fact]
    public async Task A_row_in_place_that_does_not_fit_is_found_by_its_number()
    {
        var repository = new DesiredRepository(
            new MemoryTree(), Resource() with { Rows = [DesiredRepository.Map("""{ "code": "b", "n": 2 }"""), DesiredRepository.Map("""{ "code": "a" }""")] });

        var outcome = await repository.ItemsAsync(Rates);

        Assert.Equal(["VAL136 metadata/x.yaml:3:1"], DesiredRepository.Found(outcome));
        Assert.StartsWith("Row 2: ", outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task YAML_rows_are_read_by_who_can_read_YAML()
    {
        var repository = File("r.yaml", "- x") with
        {
            Options = new DesiredStateOptions
            {
                YamlRows = (text, file) => Outcome.Of(System.Text.Json.JsonSerializer.SerializeToElement(new[] { new { code = text, name = file } })),
            },
        };

        Assert.Equal(["""["- x"] = {"code":"- x","name":"metadata/r.yaml"}"""], await DesiredRepository.TextsAsync(await repository.ItemsAsync(Rates)));
        Assert.Equal(["VAL137 metadata/x.yaml:3:1"], DesiredRepository.Found(await File("r.yaml", "- x").ItemsAsync(Rates)));
    }

    [Fact]
    public async Task Rows_come_from_one_file_that_is_there()
    {
        Assert.Equal(["VAL137 metadata/x.yaml:3:1"], DesiredRepository.Found(await File("r.txt", "").SlicesAsync()));
        Assert.Equal(["VAL137 metadata/x.yaml:3:1"], DesiredRepository.Found(await new DesiredRepository(new MemoryTree(), Resource()).SlicesAsync()));
        Assert.Equal(
            ["VAL110 metadata/x.yaml:3:1"], DesiredRepository.Found(await new DesiredRepository(new MemoryTree(), Resource() with { File = "r.csv" }).SlicesAsync()));
    }

    private static DesiredRepository Csv(string text, string[]? key = null, string[]? sensitive = null, bool substitute = false) => new(
        new MemoryTree(("metadata/r.csv", text)), Resource() with { File = "r.csv", Key = key ?? ["code"], Sensitive = sensitive ?? [], Substitute = substitute });

    private static DesiredRepository File(string name, string text) => new(new MemoryTree(($"metadata/{name}", text)), Resource() with { File = name });

    private static ReferenceDataDocument Resource() => new() { Name = "r", Target = "db", Place = DesiredRepository.Document, Table = "rates", Key = ["code"] };
}
