using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using NodaTime;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Windows and freezes can be read, and their zones exist.</summary>
internal sealed class CalendarCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Policies.SelectMany(policy => Windows(policy).Concat(Freezes(policy)));

    private static IEnumerable<Finding> Windows(Sourced<PolicyDocument> policy)
    {
        foreach (var (index, window) in policy.Record.Windows.Index())
        {
            if (!IsZone(window.Zone))
            {
                yield return NoZone(window.Zone, policy.PlaceOf("windows", index, "zone"));
            }

            if (WeeklyWindow.Parse(window.Allow, DateTimeZone.Utc.Id) is null)
            {
                yield return ValidationCodes.Window.Finding($"'{window.Allow}' is no window.", policy.PlaceOf("windows", index, "allow"));
            }
        }
    }

    private static IEnumerable<Finding> Freezes(Sourced<PolicyDocument> policy)
    {
        foreach (var (index, freeze) in policy.Record.Freezes.Index())
        {
            if (!IsZone(freeze.Zone))
            {
                yield return NoZone(freeze.Zone, policy.PlaceOf("freezes", index, "zone"));
            }

            string[] malformed = [.. ((string[])[freeze.From, freeze.To]).Where(time => Freeze.Parse("", time, "9999-01-01", DateTimeZone.Utc.Id) is null)];
            if (malformed.Length > 0)
            {
                yield return ValidationCodes.Freeze.Finding(
                    $"The freeze '{freeze.Name}': '{malformed[0]}' is no local time.", policy.PlaceOf("freezes", index, malformed[0] == freeze.From ? "from" : "to"));
            }
            else if (Freeze.Parse(freeze.Name, freeze.From, freeze.To, DateTimeZone.Utc.Id) is null)
            {
                yield return ValidationCodes.Freeze.Finding(
                    $"The freeze '{freeze.Name}' ends at {freeze.To}, not after its start {freeze.From}.", policy.PlaceOf("freezes", index, "to"));
            }
        }
    }

    private static bool IsZone(string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;

    private static Finding NoZone(string zone, Place place) =>
        ValidationCodes.Zone.Finding($"The time zone '{zone}' does not exist.{DidYouMean.Hint(zone, DateTimeZoneProviders.Tzdb.Ids)}", place);
}
