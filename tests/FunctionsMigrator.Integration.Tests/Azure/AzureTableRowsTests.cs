using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>Rows with a key of a text and a number, and a column of every type.</summary>
public sealed class AzureTableRowsTests(TestServers servers) : AzureTableTargetContract(servers)
{
    private const string Partition = "rows.countries";

    protected override ResourceSlice Slice { get; } = new(
        "countries", ResourceKind.ReferenceData, "rows:countries", 0, new TableSlice("countries", ["name", "number"], ["number", "name", "title", "amount", "share", "active", "raw"]));

    protected override object Tables => new
    {
        countries = new
        {
            key = new[] { "name", "number" },
            columns = new { name = "text", number = "integer", title = "text", amount = "decimal", share = "real", active = "boolean", raw = "bytes" },
        },
    };

    protected override string Key(string name) => RowJson.Key(name, Number(name));

    protected override byte[] Content(string name, string value) => RowJson.Content(new Dictionary<string, string?>
    {
        ["name"] = name,
        ["number"] = Number(name),
        ["title"] = value.Length == 0 ? null : value,
        ["amount"] = $"{value.Length}.5",
        ["share"] = RowText.Of(value.Length / 3.0),
        ["active"] = value.Length % 2 == 0 ? "true" : "false",
        ["raw"] = Convert.ToBase64String([1, 2, (byte)value.Length]),
    });

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var row = $"{KeyEncoding.Servers.EncodeKey(name)}|{Number(name)}";
        if (value is null)
        {
            await Table.DeleteEntityAsync(Partition, row, cancellationToken: Cancellation);
            return;
        }

        var entity = new TableEntity(Partition, row)
        {
            ["name"] = name,
            ["number"] = long.Parse(Number(name)),
            ["amount"] = $"{value.Length}.5",
            ["share"] = value.Length / 3.0,
            ["active"] = value.Length % 2 == 0,
            ["raw"] = new byte[] { 1, 2, (byte)value.Length },
        };
        if (value.Length > 0)
        {
            entity["title"] = value;
        }

        await PutAsync(entity);
    }

    /// <summary>The shape of a table is what the environment declares.</summary>
    [Fact]
    public async Task Tables_are_described_as_they_are_declared()
    {
        await using var target = await OpenAsync(TargetAccess.Plan);

        var shape = Value(await target.DescribeAsync("countries", [], Cancellation))!;

        Assert.Equal(["name", "number", "title", "amount", "share", "active", "raw"], shape.Columns.Select(column => column.Name));
        Assert.Equal((ColumnType.Decimal, true, false), (shape.Columns[3].Type, shape.Columns[3].Nullable, shape.Columns[3].HasDefault));
        Assert.False(shape.Columns[0].Nullable);
        Assert.Equal([["name", "number"]], shape.UniqueKeys);
        Failure(TargetCodes.TableMismatch, await target.DescribeAsync("other", [], Cancellation));
    }

    /// <summary>A property of another type than declared is a finding with entity and column, before anything is written.</summary>
    [Fact]
    public async Task A_property_of_another_type_is_a_finding()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await ChangeBehindAsync("b", "1");
        await Table.UpdateEntityAsync(new TableEntity(Partition, $"b|{Number("b")}") { ["active"] = "yes" }, global::Azure.ETag.All, cancellationToken: Cancellation);

        var finding = (await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target))).Finding;
        Failure(TargetCodes.TableMismatch, await target.WriteAsync(claim, Slice, [Write("a", null, "1"), Write("b", null, "1")], Cancellation));

        Assert.Equal(TargetCodes.TableMismatch.Code, finding.Code);
        Assert.Contains("'active'", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Edm.String; the target declares boolean", finding.Message, StringComparison.Ordinal);
        Assert.Null((await target.ReadManyAsync(Slice, [Key("a")], Cancellation))[0]);
    }

    /// <summary>A number beyond 64 bits and a column that is not declared are found by the plan.</summary>
    [Fact]
    public async Task What_no_property_can_hold_is_found_by_the_plan()
    {
        await using var target = await OpenAsync(TargetAccess.Plan);
        var slice = Slice with { Table = new TableSlice("countries", ["number"], ["number"]) };
        var content = RowJson.Content([KeyValuePair.Create<string, string?>("number", "9223372036854775808")]);

        var finding = target.Check(slice, new DesiredItem(RowJson.Key("9223372036854775808"), Digest.Of(content), ItemContent.Of(content), new Place("a.csv", 2)));

        Assert.Equal(TargetCodes.Refused.Code, finding!.Code);
        Assert.Contains("'number'", finding.Message, StringComparison.Ordinal);
    }

    private static string Number(string name) => $"{name.Aggregate(0L, (sum, unit) => ((sum * 31) + unit) % 100_000_007) - 100}";
}
