using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace FunctionsMigrator.Core.Policy;

/// <summary>A weekly window such as <c>Mon-Thu 09:00-16:00</c> in a zone; from included, to not. A window whose end is not behind its start ends the next day.</summary>
public sealed partial class WeeklyWindow
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    // A zone that leaves out a day leaves out that week's window with it: the one before or behind it is then two weeks away.
    private const int Margin = 9;
    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private readonly HashSet<IsoDayOfWeek> _days;
    private readonly LocalTime _from;
    private readonly LocalTime _to;
    private readonly DateTimeZone _zone;

    private WeeklyWindow(string text, HashSet<IsoDayOfWeek> days, LocalTime from, LocalTime to, DateTimeZone zone)
    {
        Text = $"{text} {zone.Id}";
        _days = days;
        _from = from;
        _to = to;
        _zone = zone;
    }

    /// <summary>The window as people wrote it, with its zone.</summary>
    public string Text { get; }

    /// <summary>Its IANA zone.</summary>
    public string Zone => _zone.Id;

    /// <summary>Reads a window; null when days, times or zone do not fit. <c>24:00</c> is the end of a day.</summary>
    public static WeeklyWindow? Parse(string allow, string zone)
    {
        var match = Shape().Match(allow);
        if (!match.Success || LocalTimes.Zone(zone) is not { } found)
        {
            return null;
        }

        var days = new HashSet<IsoDayOfWeek>();
        foreach (var part in match.Groups["days"].Value.Split(','))
        {
            var ends = part.Split('-').Select(day => Array.IndexOf(Days, day)).ToArray();
            if (ends.Contains(-1) || ends.Length > 2)
            {
                return null;
            }

            for (var day = ends[0]; ; day = (day + 1) % 7)
            {
                days.Add((IsoDayOfWeek)(day + 1));
                if (day == ends[^1])
                {
                    break;
                }
            }
        }

        var from = Time.Parse(match.Groups["from"].Value);
        var to = match.Groups["to"].Value is "24:00" ? ParseResult<LocalTime>.ForValue(LocalTime.Midnight) : Time.Parse(match.Groups["to"].Value);
        return from.Success && to.Success ? new WeeklyWindow(allow, days, from.Value, to.Value, found) : null;
    }

    /// <summary>Whether the instant lies in the window.</summary>
    public bool Contains(DateTimeOffset at) => Around(at).Any(span => span.From <= at && at < span.To);

    /// <summary>The next start at or after the instant.</summary>
    public DateTimeOffset NextStart(DateTimeOffset at) => Around(at, ahead: Days.Length + Margin).Select(span => span.From).Where(from => from >= at).Min();

    /// <summary>The end of the window that the instant lies in; the instant itself when it lies in none.</summary>
    public DateTimeOffset EndAt(DateTimeOffset at) => Around(at).Where(span => span.From <= at && at < span.To).Select(span => span.To).DefaultIfEmpty(at).Max();

    /// <summary>The last end at or before the instant.</summary>
    public DateTimeOffset LastEnd(DateTimeOffset at) => Around(at, back: Days.Length + Margin).Select(span => span.To).Where(to => to <= at).Max();

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Around(DateTimeOffset at, int back = 2, int ahead = 2)
    {
        var today = Instant.FromDateTimeOffset(at).InZone(_zone).Date;
        for (var day = today.PlusDays(-back); day <= today.PlusDays(ahead); day = day.PlusDays(1))
        {
            if (!_days.Contains(day.DayOfWeek))
            {
                continue;
            }

            var from = LocalTimes.StartOf(day + _from, _zone);
            var to = LocalTimes.EndOf((_to > _from ? day : day.PlusDays(1)) + _to, _zone);
            if (to > from)
            {
                yield return (from.ToDateTimeOffset(), to.ToDateTimeOffset());
            }
        }
    }

    [GeneratedRegex("^(?<days>[A-Za-z]{3}([-,][A-Za-z]{3}){0,6}) (?<from>[0-9]{2}:[0-9]{2})-(?<to>[0-9]{2}:[0-9]{2})$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Shape();
}
