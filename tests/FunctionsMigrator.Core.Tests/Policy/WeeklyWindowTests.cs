using CsCheck;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Core.Tests.Policy;

public sealed class WeeklyWindowTests
{
    [Theory]
    [InlineData("Mon-Thu 09:00-16:00", "2026-11-23T08:00:00Z", true)]
    [InlineData("Mon-Thu 09:00-16:00", "2026-11-23T07:59:59Z", false)]
    [InlineData("Mon-Thu 09:00-16:00", "2026-11-23T15:00:00Z", false)]
    [InlineData("Mon-Thu 09:00-16:00", "2026-11-27T10:00:00Z", false)]
    [InlineData("Fri-Mon 09:00-16:00", "2026-11-22T10:00:00Z", true)]
    [InlineData("Mon,Wed 22:00-02:00", "2026-11-24T00:30:00Z", true)]
    [InlineData("Mon,Wed 22:00-02:00", "2026-11-25T00:30:00Z", false)]
    [InlineData("Sun 00:00-24:00", "2026-11-22T22:59:59Z", true)]
    public void A_window_holds_from_its_start_and_not_at_its_end(string allow, string at, bool inside) =>
        Assert.Equal(inside, WeeklyWindow.Parse(allow, "Europe/Berlin")!.Contains(DateTimeOffset.Parse(at)));

    [Theory]
    [InlineData("Mon-Thu 9:00-16:00", "Europe/Berlin")]
    [InlineData("Mun 09:00-16:00", "Europe/Berlin")]
    [InlineData("Mon 09:00-25:00", "Europe/Berlin")]
    [InlineData("Mon 09:00-16:00", "Europe/Nowhere")]
    [InlineData("", "Europe/Berlin")]
    public void What_is_no_window_is_refused(string allow, string zone) => Assert.Null(WeeklyWindow.Parse(allow, zone));

    [Fact]
    public void A_start_in_the_skipped_hour_is_the_first_instant_behind_it()
    {
        var window = WeeklyWindow.Parse("Sun 02:30-05:00", "Europe/Berlin")!;

        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:00:00Z"), window.NextStart(DateTimeOffset.Parse("2026-03-28T12:00:00Z")));
    }

    [Fact]
    public void The_next_start_is_this_instant_where_it_is_one_and_the_last_end_too()
    {
        var (start, end) = (DateTimeOffset.Parse("2026-11-23T08:00:00Z"), DateTimeOffset.Parse("2026-11-23T15:00:00Z"));
        var window = WeeklyWindow.Parse("Mon 09:00-16:00", "Europe/Berlin")!;

        Assert.Equal((start, start.AddDays(7)), (window.NextStart(start), window.NextStart(start.AddTicks(1))));
        Assert.Equal((end, end.AddDays(-7)), (window.LastEnd(end), window.LastEnd(end.AddTicks(-1))));
    }

    [Fact]
    public void In_the_doubled_hour_a_start_is_early_and_an_end_is_late()
    {
        var start = WeeklyWindow.Parse("Sun 02:30-05:00", "Europe/Berlin")!;
        var end = WeeklyWindow.Parse("Sun 00:30-02:30", "Europe/Berlin")!;

        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30:00Z"), start.NextStart(DateTimeOffset.Parse("2026-10-24T12:00:00Z")));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T01:30:00Z"), end.EndAt(DateTimeOffset.Parse("2026-10-25T00:00:00Z")));
    }

    [Fact]
    public void The_next_start_is_the_first_minute_that_a_walk_finds_in_the_window()
    {
        var zones = OneOf("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
        var starts = OneOf("2026-03-27T00:00:00Z", "2026-10-23T00:00:00Z", "2026-03-06T00:00:00Z", "2026-10-30T00:00:00Z", "2026-04-03T00:00:00Z");
        Gen.Select(zones, starts, Gen.Int[0, 5 * 24 * 60], Gen.Int[0, 22], Gen.Int[1, 6]).Sample((zone, start, minutes, hour, length) =>
        {
            var window = WeeklyWindow.Parse($"Sat-Mon {hour:00}:00-{Math.Min(23, hour + length):00}:00", zone);
            var at = DateTimeOffset.Parse(start).AddMinutes(minutes);
            if (window is null || window.Contains(at))
            {
                return true;
            }

            var walked = at;
            while (!window.Contains(walked))
            {
                walked = walked.AddMinutes(1);
            }

            return window.NextStart(at) == walked;
        }, iter: 60);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(n => values[n]);
}
