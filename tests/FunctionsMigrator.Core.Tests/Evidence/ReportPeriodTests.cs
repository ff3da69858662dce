using FunctionsMigrator.Core.Evidence;

namespace FunctionsMigrator.Core.Tests.Evidence;

public sealed class ReportPeriodTests
{
    [Theory]
    [InlineData("2026-Q1", "UTC", "2026-01-01T00:00Z", "2026-04-01T00:00Z")]
    [InlineData("2026-Q4", "UTC", "2026-10-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData("2026-Q1", "Europe/Berlin", "2025-12-31T23:00Z", "2026-03-31T22:00Z")]
    public void A_quarter_begins_and_ends_with_the_days_of_its_zone(string quarter, string zone, string from, string to) =>
        Assert.Equal(new ReportPeriod(DateTimeOffset.Parse(from), DateTimeOffset.Parse(to)), ReportPeriod.OfQuarter(quarter, zone));

    [Fact]
    public void The_last_day_is_included_also_where_it_has_23_hours()
    {
        var period = ReportPeriod.OfDays("2026-03-29", "2026-03-29", "Europe/Berlin")!;

        Assert.Equal(TimeSpan.FromHours(23), period.To - period.From);
        Assert.True(period.Contains(period.From));
        Assert.False(period.Contains(period.To));
    }

    [Theory]
    [InlineData("2026-Q5", "UTC")]
    [InlineData("2026Q1", "UTC")]
    [InlineData("2026-Q1", "Europe/Berlim")]
    public void What_is_no_quarter_or_no_zone_is_refused(string quarter, string zone) => Assert.Null(ReportPeriod.OfQuarter(quarter, zone));

    [Theory]
    [InlineData("2026-11-30", "2026-11-01")]
    [InlineData("2026-02-30", "2026-03-01")]
    [InlineData("1.11.2026", "2026-11-30")]
    public void Days_that_are_none_or_in_the_wrong_order_are_refused(string from, string to) => Assert.Null(ReportPeriod.OfDays(from, to, "UTC"));
}
