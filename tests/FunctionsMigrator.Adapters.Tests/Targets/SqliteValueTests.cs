using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What SQLite makes of values and keys.</summary>
public sealed class SqliteValueTests : SqliteTargetFixture
{
    [Theory]
    [InlineData("INTEGER", "5", "5")]
    [InlineData("INTEGER", "'05'", "5")]
    [InlineData("BIGINT", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("INTEGER", "'many'", "many")]
    [InlineData("INTEGER", "1.5", "1.5")]
    [InlineData("BOOLEAN", "1", "true")]
    [InlineData("BOOL", "0", "false")]
    [InlineData("BOOLEAN", "2", "2")]
    [InlineData("REAL", "5", "5")]
    [InlineData("DOUBLE PRECISION", "0.1", "0.1")]
    [InlineData("FLOAT", "1e300", "1E+300")]
    [InlineData("DECIMAL(10,2)", "'1.10'", "1.1")]
    [InlineData("NUMERIC", "'100'", "100")]
    [InlineData("NUMERIC", "1e20", "100000000000000000000")]
    [InlineData("BLOB", "x'00FF'", "AP8=")]
    [InlineData("VARCHAR(3)", "'longer than three'", "longer than three")]
    [InlineData("TEXT", "5", "5")]
    [InlineData("DATE", "'2024-02-29'", "2024-02-29")]
    [InlineData("DATE", "2024", "2024")]
    [InlineData("", "'text'", "text")]
    [InlineData("TEXT", "NULL", null)]
    public async Task Values_are_read_as_their_columns_type_says_and_are_restored_exactly(string type, string literal, string? expected)
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute($"CREATE TABLE t (id INTEGER PRIMARY KEY, value {type})");
        Place.Execute($"INSERT INTO t VALUES (1, {literal})");
        var stored = Place.Query("SELECT typeof(value), value FROM t")[0];
        var slice = Slice("t", ["id"], ["id", "value"]);
        var item = Assert.Single(await ReadAsync(target, slice));
        Assert.Equal(expected, RowJson.ParseContent(item.Content.Inline!.Value.Span)["value"]);
        var otherText = type is "BLOB" ? "AAAA" : type is "BOOLEAN" or "BOOL" ? expected == "true" ? "false" : "true" : "77";
        var other = Content(("id", "1"), ("value", otherText));

        await WriteAsync(target, claim, slice, new ItemWrite("away", item.Key, item.Checksum, Digest.Of(other), ItemContent.Of(other), true));
        Assert.NotEqual(stored, Place.Query("SELECT typeof(value), value FROM t")[0]);
        await WriteAsync(target, claim, slice, new ItemWrite("back", item.Key, Digest.Of(other), item.Checksum, item.Content, true));

        Assert.Equal(stored, Place.Query("SELECT typeof(value), value FROM t")[0]);
    }

    [Theory]
    [InlineData("TEXT", "x'41'", "bytes")]
    [InlineData("BLOB", "'text'", "text")]
    [InlineData("", "5", "a whole number")]
    [InlineData("REAL", "9e999", "a real number")]
    [InlineData("TEXT", "CAST(x'FF' AS TEXT)", "no UTF-8")]
    public async Task A_value_that_could_not_be_restored_is_a_finding_that_names_row_and_column(string type, string literal, string expected)
    {
        var (target, _) = await ClaimedAsync();
        Place.Execute($"CREATE TABLE t (id INTEGER PRIMARY KEY, value {type})");
        Place.Execute($"INSERT INTO t VALUES (7, {literal})");

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, Slice("t", ["id"], ["id", "value"])));

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
        Assert.Contains("""["7"]""", read.Finding.Message, StringComparison.Ordinal);
        Assert.Contains("value", read.Finding.Message, StringComparison.Ordinal);
        Assert.Contains(expected, read.Finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_the_column_does_not_hold_exactly_is_not_kept()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, amount DECIMAL(30,10))");
        var slice = Slice("t", ["id"], ["id", "amount"]);

        var outcome = await target.WriteAsync(
            claim, slice, [Create(["id"], ("id", "1"), ("amount", "1.5")), Create(["id"], ("id", "2"), ("amount", "12345678901234567890.12345"))], Cancellation);

        Assert.Equal(TargetCodes.NotKept.Code, Assert.Single(outcome.Findings).Code);
        Assert.Empty(await ReadAsync(target, slice));
    }

    [Fact]
    public async Task A_key_that_means_the_same_but_is_written_otherwise_names_no_row()
    {
        var (target, _) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (code TEXT COLLATE NOCASE PRIMARY KEY, number INTEGER UNIQUE); INSERT INTO t VALUES ('DE', 5)");

        Assert.Equal([null, """["DE"]"""], (await target.ReadManyAsync(Slice("t", ["code"], ["code"]), ["""["de"]""", """["DE"]"""], Cancellation)).Select(item => item?.Key));
        Assert.Equal([null, """["5"]"""], (await target.ReadManyAsync(Slice("t", ["number"], ["number"]), ["""["05"]""", """["5"]"""], Cancellation)).Select(item => item?.Key));
    }

    [Fact]
    public async Task Rows_without_a_key_are_no_items()
    {
        var (target, _) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (code TEXT UNIQUE, title TEXT); INSERT INTO t VALUES (NULL, 'a'), (NULL, 'b'), ('c', 'd')");

        Assert.Equal("""["c"]""", Assert.Single(await ReadAsync(target, Slice("t", ["code"], ["code", "title"]))).Key);
    }

    [Fact]
    public async Task Two_rows_that_no_key_tells_apart_are_a_finding()
    {
        var (target, _) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (active BOOLEAN UNIQUE); INSERT INTO t VALUES (1), ('true')");

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, Slice("t", ["active"], ["active"])));

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
    }
}
