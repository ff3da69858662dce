using NodaTime;
using NodaTime.Text;

namespace FunctionsMigrator.Core.Policy;

/// <summary>A time in which nothing may be written; from included, to not.</summary>
public sealed record Freeze(string Name, DateTimeOffset From, DateTimeOffset To, string Zone)
{
    private static readonly LocalDateTimePattern[] Patterns =
    [
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd"),
    ];

    /// <summary>Reads a freeze; null when its times or its zone do not fit, or it ends before it begins.</summary>
    public static Freeze? Parse(string name, string from, string to, string zone)
    {
        if (LocalTimes.Zone(zone) is not { } found || Read(from) is not { } start || Read(to) is not { } end || end <= start)
        {
            return null;
        }

        return new Freeze(name, LocalTimes.StartOf(start, found).ToDateTimeOffset(), LocalTimes.EndOf(end, found).ToDateTimeOffset(), found.Id);
    }

    /// <summary>Whether the instant lies in the freeze.</summary>
    public bool Contains(DateTimeOffset at) => From <= at && at < To;

    private static LocalDateTime? Read(string text)
    {
        foreach (var pattern in Patterns)
        {
            if (pattern.Parse(text) is { Success: true } read)
            {
                return read.Value;
            }
        }

        return null;
    }
}
