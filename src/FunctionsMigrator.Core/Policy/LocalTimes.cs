using NodaTime;
using NodaTime.TimeZones;

namespace FunctionsMigrator.Core.Policy;

/// <summary>
/// Local times as instants on the bundled IANA database. A local time that a zone skips is the first instant behind the gap; of one that occurs twice a start takes
/// the earlier, an end the later.
/// </summary>
internal static class LocalTimes
{
    private static readonly ZoneLocalMappingResolver Start = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);
    private static readonly ZoneLocalMappingResolver End = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The zone, or null when there is none of this name.</summary>
    public static DateTimeZone? Zone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>The instant at which something starts.</summary>
    public static Instant StartOf(LocalDateTime local, DateTimeZone zone) => zone.ResolveLocal(local, Start).ToInstant();

    /// <summary>The instant at which something has ended.</summary>
    public static Instant EndOf(LocalDateTime local, DateTimeZone zone) => zone.ResolveLocal(local, End).ToInstant();
}
