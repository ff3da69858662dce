using System.Globalization;
using CsCheck;
using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Core.Tests.Drift;

/// <summary>When the next look for drift is due.</summary>
public sealed class DriftScheduleTests
{
    [Theory]
    [InlineData("0 0 3 * * *", "2026-11-23T09:30:15Z", "2026-11-24T03:00:00Z")]
    [InlineData("0 0 3 * * *", "2026-11-23T03:00:00Z", "2026-11-24T03:00:00Z")]
    [InlineData("0 0 3 * * *", "2026-11-23T02:59:59.9Z", "2026-11-23T03:00:00Z")]
    [InlineData("0 */15 * * * *", "2026-11-23T09:30:15Z", "2026-11-23T09:45:00Z")]
    [InlineData("30 5/20 * * * *", "2026-11-23T09:30:15Z", "2026-11-23T09:45:30Z")]
    [InlineData("0 0 8-18/5 * * 1-5", "2026-11-27T18:00:00Z", "2026-11-30T08:00:00Z")]
    [InlineData("0 0 8-18 * * Mon-Fri", "2026-11-27T18:00:01Z", "2026-11-30T08:00:00Z")]
    [InlineData("0 0 0 1 JAN,jul *", "2026-11-23T09:30:15Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-11-23T09:30:15Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 13 * 5", "2026-11-23T09:30:15Z", "2027-08-13T00:00:00Z")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:59Z", "2027-12-31T23:59:59Z")]
    public void The_next_look_is_the_first_that_fits_all_six_fields(string schedule, string now, string next) =>
        Assert.Equal(At(next), DriftSchedule.Parse(schedule)!.NextAfter(At(now)));

    [Theory]
    [InlineData("")]
    [InlineData("0 0 3 * *")]
    [InlineData("0 0 3 * * * *")]
    [InlineData("60 0 3 * * *")]
    [InlineData("0 0 24 * * *")]
    [InlineData("0 0 3 0 * *")]
    [InlineData("0 0 3 * 13 *")]
    [InlineData("0 0 3 * * 7")]
    [InlineData("0 0 3 * * MONDAY")]
    [InlineData("0 0 18-8 * * *")]
    [InlineData("0 */0 * * * *")]
    [InlineData("0 */x * * * *")]
    [InlineData("0 1/2/3 * * * *")]
    [InlineData("0 1-2-3 * * * *")]
    [InlineData("0 , * * * *")]
    [InlineData("0 -5 * * * *")]
    [InlineData("jan 0 3 * * *")]
    public void What_is_no_schedule_is_none(string text) => Assert.Null(DriftSchedule.Parse(text));

    [Fact]
    public void A_day_that_never_comes_has_no_next_look() => Assert.Null(DriftSchedule.Parse("0 0 0 30 2 *")!.NextAfter(At("2026-11-23T09:30:15Z")));

    [Fact]
    public void Nothing_that_fits_lies_between_an_instant_and_the_next_look()
    {
        var minutes = Gen.Int[0, 59].List[1, 3];
        var hours = Gen.Int[0, 23].List[1, 3];
        var days = Gen.Int[0, 6].List[1, 4];
        Gen.Select(minutes, hours, days, Gen.Int[0, 60 * 24 * 400]).Sample((minute, hour, day, start) =>
        {
            var from = At("2026-11-23T00:00:00Z").AddMinutes(start);
            var next = DriftSchedule.Parse($"0 {string.Join(',', minute)} {string.Join(',', hour)} * * {string.Join(',', day)}")!.NextAfter(from)!.Value;
            var fits = Enumerable.Range(1, 60 * 24 * 8).Select(number => from.AddMinutes(number)).First(at => minute.Contains(at.Minute) && hour.Contains(at.Hour) && day.Contains((int)at.DayOfWeek));
            return next == fits;
        }, iter: 200);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
