using System.Globalization;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// When a host looks for drift, as six fields say it: second, minute, hour, day, month, weekday (0 is Sunday), in UTC. The host's platform keeps the schedule; this says when the next look is due,
/// so that one that does not come is noticed.
/// </summary>
public sealed class DriftSchedule
{
    private const int YearsAhead = 8;
    private static readonly (int Least, int Most)[] Ranges = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong[] _fields;

    private DriftSchedule(ulong[] fields) => _fields = fields;

    /// <summary>Reads one; null where it is none.</summary>
    public static DriftSchedule? Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var fields = parts.Length == Ranges.Length ? parts.Select((part, at) => FieldOf(part, at)).ToList() : [];
        return fields.Count > 0 && fields.All(field => field is > 0) ? new DriftSchedule([.. fields.Select(field => field!.Value)]) : null;
    }

    /// <summary>The first instant behind another one; null: there is none within eight years.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        var at = instant.UtcDateTime;
        at = new DateTime(at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second, DateTimeKind.Utc).AddSeconds(1);
        var last = at.AddYears(YearsAhead);
        while (at < last)
        {
            if (!Has(4, at.Month))
            {
                at = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            }
            else if (!Has(3, at.Day) || !Has(5, (int)at.DayOfWeek))
            {
                at = at.Date.AddDays(1);
            }
            else if (!Has(2, at.Hour))
            {
                at = at.Date.AddHours(at.Hour + 1);
            }
            else if (!Has(1, at.Minute))
            {
                at = at.Date.AddHours(at.Hour).AddMinutes(at.Minute + 1);
            }
            else if (!Has(0, at.Second))
            {
                at = at.AddSeconds(1);
            }
            else
            {
                return new DateTimeOffset(at, TimeSpan.Zero);
            }
        }

        return null;
    }

    private bool Has(int field, int value) => (_fields[field] & (1UL << value)) != 0;

    // A field is a list of values, ranges and steps: 5, 8-18, */15, 8-18/2.
    private static ulong? FieldOf(string text, int field)
    {
        var all = 0UL;
        foreach (var part in text.Split(','))
        {
            var step = part.Split('/');
            if (step.Length > 2 || (step.Length == 2 && !IsStep(step[1])) || RangeOf(step[0], field, step.Length == 2) is not var (least, most) || least > most)
            {
                return null;
            }

            for (var value = least; value <= most; value += step.Length == 2 ? int.Parse(step[1], CultureInfo.InvariantCulture) : 1)
            {
                all |= 1UL << value;
            }
        }

        return all;
    }

    private static bool IsStep(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step is > 0 and < 60;

    private static (int Least, int Most)? RangeOf(string text, int field, bool steps)
    {
        var (least, most) = Ranges[field];
        if (text == "*")
        {
            return (least, most);
        }

        var ends = text.Split('-');
        return ends switch
        {
            [var one] when ValueOf(one, field) is { } value => (value, steps ? most : value),
            [var from, var to] when ValueOf(from, field) is { } first && ValueOf(to, field) is { } second => (first, second),
            _ => null,
        };
    }

    private static int? ValueOf(string text, int field)
    {
        var names = field switch { 4 => Months, 5 => Days, _ => [] };
        var named = Array.IndexOf(names, text.ToLowerInvariant());
        if (named >= 0)
        {
            return named + Ranges[field].Least;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= Ranges[field].Least && value <= Ranges[field].Most ? value : null;
    }
}
