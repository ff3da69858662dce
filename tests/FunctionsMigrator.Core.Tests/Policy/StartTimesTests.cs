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

    [Fact]
    public void A_rollback_ignores_what_its_rule_names()
    {
        var now = DateTimeOffset.Parse("2026-12-21T09:00:00Z");

        Assert.Equal(now, new StartTimes(Policy, ignoreWindows: true, ignoreFreezes: true).Earliest(now).At);
    }
}
