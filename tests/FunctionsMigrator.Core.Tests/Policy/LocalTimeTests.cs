using CsCheck;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using NodaTime;

namespace FunctionsMigrator.Core.Tests.Policy;

/// <summary>
/// Windows and freezes around the changes of several zones, against a walk from minute to minute that knows nothing of zones but what a clock on the wall shows: a start is the first
/// minute at which the wall shows its time, an end the last one, and a time that the wall never shows is the first minute behind it.
/// </summary>
public sealed class LocalTimeTests
{
    private const int Minutes = 6 * 24 * 60;

    // A zone, and a moment some days before its clocks are changed: forwards, backwards, by half an hour, at midnight, by a whole day, or never.
    private static readonly (string Zone, string Before)[] Changes =
    [
        ("Europe/Berlin", "2026-03-27T00:00:00Z"),
        ("Europe/Berlin", "2026-10-23T00:00:00Z"),
        ("America/New_York", "2026-03-06T00:00:00Z"),
        ("America/New_York", "2026-10-30T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-03T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-02T00:00:00Z"),
        ("America/Sao_Paulo", "2018-11-02T00:00:00Z"),
        ("America/Sao_Paulo", "2018-02-16T00:00:00Z"),
        ("Pacific/Apia", "2011-12-28T00:00:00Z"),
        ("Asia/Kathmandu", "2026-03-27T00:00:00Z"),
    ];

    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly Dictionary<int, LocalDateTime[]> Walls = [];

    private static readonly Gen<(int Place, int Day, int From, int To)> Cases =
        Gen.Select(Gen.Int[0, Changes.Length - 1], Gen.Int[0, 6], Gen.Int[0, 47], Gen.Int[0, 47]);

    [Fact]
    public void A_window_is_open_in_exactly_the_minutes_that_the_clock_on_the_wall_says() => Cases.Sample(
        (place, day, from, to) =>
        {
            var (text, window) = Window(place, day, from, to);
            var expected = Walk(place, day, from, to);
            var begin = DateTimeOffset.Parse(Changes[place].Before);
            return Enumerable.Range(0, Minutes).All(minute => window.Contains(begin.AddMinutes(minute)) == expected.Any(span => span.From <= minute && minute < span.To))
                ? true
                : throw new InvalidOperationException(text);
        },
        iter: 150);

    [Fact]
    public void The_next_start_and_the_last_end_are_those_that_a_walk_finds() => Gen.Select(Cases, Gen.Int[0, Minutes - 1]).Sample(
        (what, minute) =>
        {
            var window = Window(what.Place, what.Day, what.From, what.To).Window;
            var begin = DateTimeOffset.Parse(Changes[what.Place].Before);
            var at = begin.AddMinutes(minute);
            var spans = Walk(what.Place, what.Day, what.From, what.To);
            var next = spans.Where(span => span.From >= minute && span.From > 0).Select(span => (int?)span.From).Min();
            var last = spans.Where(span => span.To <= minute && span.To < Minutes && span.To > 0).Select(span => (int?)span.To).Max();
            return (next is null || window.NextStart(at) == begin.AddMinutes(next.Value)) && (last is null || window.LastEnd(at) == begin.AddMinutes(last.Value)) && window.NextStart(at) >= at;
        },
        iter: 300);

    [Fact]
    public void A_window_on_the_day_that_a_zone_left_out_opens_the_week_after()
    {
        // In Apia Friday 30 December 2011 did not exist.
        var window = WeeklyWindow.Parse("Fri 09:00-16:00", "Pacific/Apia")!;

        Assert.Equal(DateTimeOffset.Parse("2012-01-05T19:00:00Z"), window.NextStart(DateTimeOffset.Parse("2011-12-24T03:00:00Z")));
        Assert.Equal(DateTimeOffset.Parse("2011-12-24T02:00:00Z"), window.LastEnd(DateTimeOffset.Parse("2012-01-05T18:59:00Z")));
    }

    [Fact]
    public void A_freeze_holds_in_exactly_the_minutes_that_the_clock_on_the_wall_says() => Gen.Select(Gen.Int[0, Changes.Length - 1], Gen.Int[0, 5 * 48], Gen.Int[1, 96]).Sample(
        (place, from, length) =>
        {
            var wall = Wall(place);
            var start = wall[0].Date.AtMidnight().PlusMinutes((from * 30) + (24 * 60));
            var end = start.PlusMinutes(length * 30);
            var freeze = Freeze.Parse("x", start.ToString("uuuu-MM-dd'T'HH:mm", null), end.ToString("uuuu-MM-dd'T'HH:mm", null), Changes[place].Zone)!;
            var (first, last) = (Start(wall, start), End(wall, end));
            var begin = DateTimeOffset.Parse(Changes[place].Before);
            return Enumerable.Range(0, Minutes).All(minute => freeze.Contains(begin.AddMinutes(minute)) == (first <= minute && minute < last));
        },
        iter: 150);

    [Fact]
    public void The_earliest_start_is_the_first_minute_that_neither_a_freeze_nor_the_windows_hold() => Gen.Select(Cases, Gen.Int[0, Minutes - (3 * 24 * 60)], Gen.Int[0, 72]).Sample(
        (what, minute, hours) =>
        {
            var (text, window) = Window(what.Place, what.Day, what.From, what.To);
            var (zone, before) = Changes[what.Place];
            var begin = DateTimeOffset.Parse(before);
            var local = Wall(what.Place)[24 * 60].Date.AtMidnight();
            var policy = new PolicyDocument
            {
                Name = "production",
                Windows = [new WindowDefinition { Allow = text, Zone = zone }],
                Freezes = [new FreezeDefinition { Name = "x", From = local.ToString("uuuu-MM-dd'T'HH:mm", null), To = local.PlusHours(hours + 1).ToString("uuuu-MM-dd'T'HH:mm", null), Zone = zone }],
            };
            var freeze = Freeze.Parse("x", policy.Freezes[0].From, policy.Freezes[0].To, zone)!;
            var at = begin.AddMinutes(minute);
            var walked = at;
            while (freeze.Contains(walked) || !window.Contains(walked))
            {
                walked = walked.AddMinutes(1);
            }

            return new StartTimes(policy).Earliest(at).At == walked;
        },
        iter: 100);

    private static (string Text, WeeklyWindow Window) Window(int place, int day, int from, int to)
    {
        var text = $"{Days[day]} {Time(from)}-{Time(to)}";
        return (text, WeeklyWindow.Parse(text, Changes[place].Zone)!);
    }

    private static string Time(int half) => $"{half / 2:00}:{half % 2 * 30:00}";

    private static List<(int From, int To)> Walk(int place, int day, int from, int to)
    {
        var wall = Wall(place);
        var spans = new List<(int From, int To)>();
        for (var date = wall[0].Date.PlusDays(-2); date <= wall[^1].Date.PlusDays(1); date = date.PlusDays(1))
        {
            if ((int)date.DayOfWeek - 1 == day)
            {
                var begins = date.AtMidnight().PlusMinutes(from * 30);
                var ends = (to > from ? date : date.PlusDays(1)).AtMidnight().PlusMinutes(to * 30);
                var (start, end) = (Start(wall, begins), End(wall, ends));
                if (end > start)
                {
                    spans.Add((start, end));
                }
            }
        }

        return spans;
    }

    private static int Start(LocalDateTime[] wall, LocalDateTime time) => Array.IndexOf(wall, time) is >= 0 and var shown ? shown : Behind(wall, time);

    private static int End(LocalDateTime[] wall, LocalDateTime time) => Array.LastIndexOf(wall, time) is >= 0 and var shown ? shown : Behind(wall, time);

    private static int Behind(LocalDateTime[] wall, LocalDateTime time) => Array.FindIndex(wall, shown => shown > time) is >= 0 and var found ? found : wall.Length;

    private static LocalDateTime[] Wall(int place)
    {
        lock (Walls)
        {
            if (!Walls.TryGetValue(place, out var wall))
            {
                var zone = DateTimeZoneProviders.Tzdb[Changes[place].Zone];
                var begin = Instant.FromDateTimeOffset(DateTimeOffset.Parse(Changes[place].Before));
                Walls.Add(place, wall = [.. Enumerable.Range(0, Minutes).Select(minute => begin.Plus(Duration.FromMinutes(minute)).InZone(zone).LocalDateTime)]);
            }

            return wall;
        }
    }
}
