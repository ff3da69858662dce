using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>Which tables reference data fits into.</summary>
public sealed class SqliteTableTests : SqliteTargetFixture
{
    [Theory]
    [InlineData("CREATE TABLE t (code TEXT PRIMARY KEY)", "no column title, amount")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL)", "no unique key")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL, UNIQUE (code, title))", "(code, title)")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL); CREATE UNIQUE INDEX i ON t (code) WHERE amount > 1", "no unique key")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL); CREATE UNIQUE INDEX i ON t (lower(code))", "no unique key")]
    [InlineData("CREATE TABLE t (code TEXT PRIMARY KEY, title TEXT, amount REAL AS (length(title)))", "computed")]
    public async Task A_table_that_does_not_fit_is_a_finding_that_names_the_columns(string create, string expected)
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute(create);
        var slice = Slice("t", ["code"], ["code", "title", "amount"]);

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, slice));
        var written = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"), ("title", "b"), ("amount", "1"))], Cancellation);

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
        Assert.Contains(expected, read.Finding.Message, StringComparison.Ordinal);
        Assert.Equal(read.Finding, Assert.Single(written.Findings));
    }

    [Fact]
    public async Task A_missing_table_is_empty_and_cannot_be_written()
    {
        var (target, claim) = await ClaimedAsync();
        var slice = Slice("t", ["code"], ["code"]);

        Assert.Empty(await ReadAsync(target, slice));
        var finding = Assert.Single((await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"))], Cancellation)).Findings);

        Assert.Equal(TargetCodes.TableMismatch.Code, finding.Code);
        Assert.Contains("script", finding.Remedy, StringComparison.Ordinal);
    }
}
