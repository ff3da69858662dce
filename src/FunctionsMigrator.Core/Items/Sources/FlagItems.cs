using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>
/// The items of FeatureFlags: canonical JSON of a flag in Microsoft's feature-management schema. Where a variable is a text, as those of a tenants file are, the text
/// <c>true</c>, <c>false</c> or a number will do.
/// </summary>
internal static class FlagItems
{
    public static IEnumerable<Outcome<DesiredItem>> Read(ItemScope scope, FeatureFlagsDocument resource)
    {
        foreach (var (name, written) in resource.Flags)
        {
            var what = $"flags.{name}";
            var value = CanonicalValue.Replaced(written, scope.Target.Variables, resource.Place, what);
            var flag = value.Succeeded ? Flag(name, value.Value, resource.Place, what) : value;
            yield return flag.Succeeded
                ? Outcome.Of(SettingItems.Item(name, flag.Value, resource.Place, resource.Sensitive.Contains(name, StringComparer.Ordinal)))
                : flag.As<DesiredItem>();
        }
    }

    /// <summary>The checksum of a flag as a document writes it without variables; null where it has no form.</summary>
    public static Digest? Of(string name, JsonElement written)
    {
        var place = new Place("");
        var value = CanonicalValue.Replaced(written, new Dictionary<string, JsonElement>(), place, name);
        var flag = value.Succeeded ? Flag(name, value.Value, place, name) : value;
        return flag.Succeeded ? SettingItems.Item(name, flag.Value, place, sensitive: false).Checksum : null;
    }

    private static Outcome<JsonElement> Flag(string name, JsonElement value, Place place, string what)
    {
        if (Boolean(value) is { } on)
        {
            return Outcome.Of(Written(name, on, null, null));
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return Shape("It is neither true, false nor an object.");
        }

        var members = value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        if (members.Keys.FirstOrDefault(key => key is not ("enabled" or "percentage" or "description")) is { } unknown)
        {
            return Shape($"'{unknown}' is not known.{DidYouMean.Hint(unknown, ["enabled", "percentage", "description"])}");
        }

        if (!members.TryGetValue("enabled", out var enabled) || Boolean(enabled) is not { } isEnabled)
        {
            return Shape("'enabled' must be true or false.");
        }

        var hasPercentage = members.TryGetValue("percentage", out var written);
        var percentage = hasPercentage ? Percentage(written) : null;
        if (hasPercentage && percentage is null)
        {
            return Shape("'percentage' must be a number from 0 to 100.");
        }

        return members.TryGetValue("description", out var description) && description.ValueKind != JsonValueKind.String
            ? Shape("'description' must be text.")
            : Outcome.Of(Written(name, isEnabled, percentage, description.ValueKind == JsonValueKind.String && description.GetString() is { Length: > 0 } text ? text : null));

        Outcome<JsonElement> Shape(string problem) => ItemCodes.FlagShape.Fail<JsonElement>($"{what}: {problem}", place);
    }

    private static JsonElement Written(string name, bool enabled, double? percentage, string? description)
    {
        var flag = new Dictionary<string, object>
        {
            ["id"] = name,
            ["enabled"] = enabled,
            ["conditions"] = new Dictionary<string, object>
            {
                ["client_filters"] = percentage is { } share
                    ? new object[] { new Dictionary<string, object> { ["name"] = "Microsoft.Percentage", ["parameters"] = new Dictionary<string, double> { ["Value"] = share } } }
                    : [],
            },
        };
        if (description is not null)
        {
            flag["description"] = description;
        }

        return JsonSerializer.SerializeToElement(flag);
    }

    private static bool? Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString() switch { "true" => true, "false" => false, _ => null },
        _ => null,
    };

    private static double? Percentage(JsonElement value)
    {
        var text = value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => value.GetString(), _ => null };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 100 ? share : null;
    }
}
