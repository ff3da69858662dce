using CsCheck;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Core.Tests.Policy;

public sealed class StartTimesTests
{
    private static readonly PolicyDocument Policy = new()
    {
        Name = "production",
        Windows = [new WindowDefinition { Allow = "Mon-Thu 09:00-16:00", Zone = "Europe/Berlin" }],
        Freezes = [new FreezeDefinition { Name = "year-end", From = "2026-12-18T00:00", To = "2027-01-07T00:00", Zone = "Europe/Berlin" }],
    };

    [Fact]
    public void Inside_a_window_a_run_may_start_now()
    {
        var now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");

        Assert.Equal(new StartTime(now, null, null), new StartTimes(Policy).Earliest(now));
    }

    [Fact]
    public void Outside_it_waits_for_the_next_one_and_says_why()
    {
        var start = new StartTimes(Policy).Earliest(DateTimeOffset.Parse("2026-11-27T09:00:00Z"));

        Assert.Equal(DateTimeOffset.Parse("2026-11-30T08:00:00Z"), start.At);
        Assert.Equal("POL201", start.Code);
        Assert.Contains("Mon-Thu 09:00-16:00 Europe/Berlin", start.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_freeze_beats_a_window_and_the_first_window_behind_it_counts()
    {
        var start = new StartTimes(Policy).Earliest(DateTimeOffset.Parse("2026-12-21T09:00:00Z"));

        Assert.Equal(DateTimeOffset.Parse("2027-01-07T08:00:00Z"), start.At);
        Assert.Equal("POL202", start.Code);
        Assert.Equal("freeze year-end", start.Reason);
    }

    [Fact]
    public void An_approval_does_not_age_in_a_freeze()
    {
        var frozen = new StartTimes(Policy).Frozen(DateTimeOffset.Parse("2026-12-17T00:00:00Z"), DateTimeOffset.Parse("2026-12-19T23:00:00Z"));

        Assert.Equal(TimeSpan.FromHours(48), frozen);
    }

    [Theory]
    [InlineData("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 0)]
    [InlineData("2027-02-01T00:00:00Z", "2027-02-02T00:00:00Z", 0)]
    [InlineData("2026-12-01T00:00:00Z", "2027-02-01T00:00:00Z", 20 * 24)]
    public void What_lies_outside_of_every_freeze_ages(string from, string to, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), new StartTimes(Policy).Frozen(DateTimeOffset.Parse(from), DateTimeOffset.Parse(to)));

    [Fact]
    public void The_earliest_start_and_the_frozen_time_are_those_of_a_walk_minute_by_minute_over_the_clock_changes()
    {
        string[] zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"];
        string[] windows = ["Sun 02:30-05:00", "Sat-Mon 22:00-02:15", "Sun 00:00-24:00", "Mon,Tue 00:30-01:30"];
        DateTimeOffset[] days = [DateTimeOffset.Parse("2026-03-28T00:00:00Z"), DateTimeOffset.Parse("2026-10-24T00:00:00Z"), DateTimeOffset.Parse("2026-10-31T00:00:00Z"), DateTimeOffset.Parse("2026-04-04T00:00:00Z")];
        var freeze = Gen.Select(Gen.Int[0, 60], Gen.Int[1, 30], Gen.Int[0, 3]);
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2 * 1440], freeze.Array[0, 3]).Sample((day, zone, first, second, minute, frozen) =>
        {
            var begin = days[day];
            var policy = new PolicyDocument
            {
                Name = "p",
                Windows = [new WindowDefinition { Allow = windows[first], Zone = zones[zone] }, new WindowDefinition { Allow = windows[second], Zone = "UTC" }],
                Freezes =
                [
                    .. frozen.Select((one, number) => new FreezeDefinition
                    {
                        Name = $"f{number}", From = Local(begin.AddHours(one.Item1)), To = Local(begin.AddHours(one.Item1 + one.Item2)), Zone = zones[one.Item3],
                    }),
                ],
            };
            var freezes = policy.Freezes.Select(one => Freeze.Parse(one.Name, one.From, one.To, one.Zone)!).ToList();
            var open = policy.Windows.Select(one => WeeklyWindow.Parse(one.Allow, one.Zone)!).ToList();
            var at = begin.AddMinutes(minute);
            var walked = Enumerable.Range(0, 12 * 1440).Select(later => at.AddMinutes(later))
                .First(now => !freezes.Any(one => one.From <= now && now < one.To) && open.Any(one => one.Contains(now)));
            var until = at.AddMinutes(700);
            var still = Enumerable.Range(0, 700).Count(later => freezes.Any(one => one.From <= at.AddMinutes(later) && at.AddMinutes(later) < one.To));

            var times = new StartTimes(policy);
            return times.Earliest(at).At == walked && times.Frozen(at, until) == TimeSpan.FromMinutes(still);
        }, iter: 150);
    }

    private static string Local(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void A_rollback_ignores_what_its_rule_names()
    {
        var now = DateTimeOffset.Parse("2026-12-21T09:00:00Z");

        Assert.Equal(now, new StartTimes(Policy, ignoreWindows: true, ignoreFreezes: true).Earliest(now).At);
    }
}
