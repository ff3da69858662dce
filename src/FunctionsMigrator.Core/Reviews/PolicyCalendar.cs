using System.Globalization;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using NodaTime;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>A policy's windows and freezes, day by day, as people of one zone see them.</summary>
/// <param name="policy">The policy.</param>
/// <param name="zone">IANA zone; what is none is UTC.</param>
public sealed class PolicyCalendar(PolicyDocument policy, string zone)
{
    private const string EndOfDay = "24:00";
    private readonly DateTimeZone _zone = LocalTimes.Zone(zone) ?? DateTimeZone.Utc;
    private readonly StartTimes _times = new(policy);
    private readonly List<WeeklyWindow> _windows = [.. policy.Windows.Select(window => WeeklyWindow.Parse(window.Allow, window.Zone)).OfType<WeeklyWindow>()];
    private readonly List<Freeze> _freezes = [.. policy.Freezes.Select(freeze => Freeze.Parse(freeze.Name, freeze.From, freeze.To, freeze.Zone)).OfType<Freeze>()];

    /// <summary>The zone.</summary>
    public string Zone => _zone.Id;

    /// <summary>Whether there is such a zone.</summary>
    public static bool Knows(string zone) => LocalTimes.Zone(zone) is not null;

    /// <summary>That many days, from the one in which the instant lies.</summary>
    public IReadOnlyList<CalendarDay> Days(DateTimeOffset first, int count)
    {
        var date = Instant.FromDateTimeOffset(first).InZone(_zone).Date;
        return [.. Enumerable.Range(0, count).Select(ahead => Day(date.PlusDays(ahead)))];
    }

    private CalendarDay Day(LocalDate date)
    {
        var (from, to) = (Start(date), Start(date.PlusDays(1)));
        var edges = new SortedSet<DateTimeOffset> { from, to };
        edges.UnionWith(_freezes.SelectMany(freeze => new[] { freeze.From, freeze.To }).Concat(_windows.SelectMany(window => Edges(window, from, to))).Where(edge => edge > from && edge < to));
        var spans = new List<CalendarSpan>();
        foreach (var (start, end) in edges.Zip(edges.Skip(1)))
        {
            var holds = _times.Holds(start);
            var frozen = holds.FirstOrDefault(hold => hold.Code == PolicyCodes.Frozen.Code);
            var kind = frozen is not null ? CalendarKind.Frozen : holds.Count > 0 ? CalendarKind.Closed : CalendarKind.Open;
            var before = spans.Count > 0 && spans[^1].Kind == kind ? spans[^1] : null;
            if (before is not null)
            {
                spans.RemoveAt(spans.Count - 1);
            }

            var began = before?.From ?? start;
            spans.Add(new CalendarSpan(began, end, kind, $"{(frozen is null ? "" : frozen.Reason + " ")}{Clock(began)}-{(end == to ? EndOfDay : Clock(end))}"));
        }

        return new CalendarDay(date.ToString("ddd uuuu-MM-dd", CultureInfo.InvariantCulture), from, to, spans);
    }

    private static IEnumerable<DateTimeOffset> Edges(WeeklyWindow window, DateTimeOffset from, DateTimeOffset to)
    {
        yield return window.EndAt(from);
        for (var start = window.NextStart(from); start < to; start = window.NextStart(start.AddTicks(1)))
        {
            yield return start;
            yield return window.EndAt(start);
        }
    }

    private DateTimeOffset Start(LocalDate date) => date.AtStartOfDayInZone(_zone).ToInstant().ToDateTimeOffset();

    private string Clock(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(_zone).TimeOfDay.ToString("HH:mm", CultureInfo.InvariantCulture);
}
