using FunctionsMigrator.Core.Policy;
using NodaTime;
using NodaTime.Text;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>Writes instants for people in one zone, which stands behind each.</summary>
/// <param name="zone">Its IANA name; what is no zone is UTC.</param>
public sealed class ReviewTimes(string? zone = null)
{
    private static readonly ZonedDateTimePattern Pattern = ZonedDateTimePattern.CreateWithInvariantCulture("ddd yyyy-MM-dd HH:mm", null);
    private readonly DateTimeZone _zone = (zone is null ? null : LocalTimes.Zone(zone)) ?? DateTimeZone.Utc;

    /// <summary><c>Mon 2026-11-23 09:00 Europe/Berlin</c>.</summary>
    public string Text(DateTimeOffset at) => $"{Pattern.Format(Instant.FromDateTimeOffset(at).InZone(_zone))} {_zone.Id}";

    /// <summary>The instant as <c>datetime</c> of HTML has it: <c>2026-11-23T08:00:00Z</c>.</summary>
    public static string Machine(DateTimeOffset at) => InstantPattern.General.Format(Instant.FromDateTimeOffset(at));
}
