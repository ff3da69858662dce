using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Policy;
using NodaTime;
using NodaTime.Text;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>A time of which runs are told; from included, to not. A run belongs to the period in which it started.</summary>
public sealed partial record ReportPeriod(DateTimeOffset From, DateTimeOffset To)
{
    private const int MonthsOfQuarter = 3;

    /// <summary>Two days, both included, as a calendar in <paramref name="zone"/> has them; null where a text is no day, the zone does not exist, or the last day is before the first.</summary>
    public static ReportPeriod? OfDays(string from, string to, string zone) =>
        LocalDatePattern.Iso.Parse(from) is { Success: true } first && LocalDatePattern.Iso.Parse(to) is { Success: true } last && last.Value >= first.Value && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } found
            ? Of(first.Value, last.Value.PlusDays(1), found)
            : null;

    /// <summary>A quarter such as <c>2026-Q3</c>; null for another text.</summary>
    public static ReportPeriod? OfQuarter(string quarter, string zone)
    {
        if (QuarterForm().Match(quarter) is not { Success: true } match || DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } found)
        {
            return null;
        }

        var first = new LocalDate(
            int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), ((int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) - 1) * MonthsOfQuarter) + 1, 1);
        return Of(first, first.PlusMonths(MonthsOfQuarter), found);
    }

    /// <summary>The end of a day, or an instant with its offset from UTC; null for a text that is neither.</summary>
    public static DateTimeOffset? Moment(string text, string zone) =>
        OfDays(text, text, zone) is { } day ? day.To : PolicyCases.CaseTime.Parse(text);

    /// <summary>Whether an instant lies in it.</summary>
    public bool Contains(DateTimeOffset at) => From <= at && at < To;

    private static ReportPeriod Of(LocalDate first, LocalDate behind, DateTimeZone zone) => new(
        LocalTimes.StartOf(first.AtMidnight(), zone).ToDateTimeOffset(), LocalTimes.StartOf(behind.AtMidnight(), zone).ToDateTimeOffset());

    [GeneratedRegex("^([0-9]{4})-Q([1-4])$", RegexOptions.CultureInvariant)]
    private static partial Regex QuarterForm();
}
