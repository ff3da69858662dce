using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Evidence;

public sealed class RunCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"yes\"", "\"say \"\"yes\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void A_cell_is_quoted_as_RFC_4180_says_and_never_a_formula(string text, string cell) => Assert.Equal(cell, RunCsv.Cell(text));

    [Fact]
    public void A_row_has_a_cell_for_every_column_and_ends_its_line()
    {
        var row = RunCsv.Of(new RunRow
        {
            Run = "production-1",
            Environment = "production",
            Started = new DateTimeOffset(2026, 11, 23, 10, 30, 15, TimeSpan.FromHours(1)),
            State = RunState.Completed,
            Commit = "c",
            Title = "=cmd|' /C calc'!A0",
            Starter = "ada",
            Approvers = [new Decided("bo", new DateTimeOffset(2026, 11, 23, 9, 40, 0, TimeSpan.Zero), "approved")],
            Audit = AuditState.Intact,
        });

        Assert.EndsWith("\r\n", row, StringComparison.Ordinal);
        Assert.Equal(RunCsv.Head().Split(',').Length, row.Split(',').Length);
        Assert.StartsWith("2026-11-23T09:30:15Z,,production-1,", row, StringComparison.Ordinal);
        Assert.Contains(",'=cmd|", row, StringComparison.Ordinal);
        Assert.Contains(",bo 2026-11-23T09:40:00Z,", row, StringComparison.Ordinal);
    }
}
