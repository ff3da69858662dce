using System.Text.Json;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>Settings and flags: edits of the document's own values.</summary>
internal static class ValueCapture
{
    /// <summary>The edits that bring what is live into the document.</summary>
    public static async Task<IReadOnlyList<MetadataEdit>> EditsAsync(
        CaptureSide side, ResourceDocument resource, EnvironmentDocument environment, ItemOwners owners, IReadOnlySet<string> differing, CaptureTally tally, CancellationToken cancellation)
    {
        var (section, written) = resource switch
        {
            SettingsDocument settings => ("settings", settings.Settings),
            FeatureFlagsDocument flags => ("flags", flags.Flags),
            _ => throw new ArgumentException($"'{resource.Name}' holds no values.", nameof(resource)),
        };
        var edits = new List<MetadataEdit>();
        await foreach (var (key, desired, live) in side.ItemsAsync(cancellation))
        {
            if (desired?.Checksum == live?.Checksum || differing.Contains(key) || (desired is null && !Takes(owners, key, tally)))
            {
                continue;
            }

            if (desired is { Sensitive: true })
            {
                tally.Keep(CaptureCodes.Sensitive, "what is live is sensitive and differs from git", key);
            }
            else if (live is null)
            {
                edits.Add(new MetadataEdit(section, key, null));
                tally.Take(key, wanted: true, live: false);
            }
            else if (written.TryGetValue(key, out var old) && LiveValue.UsesVariables(old))
            {
                tally.Keep(CaptureCodes.Variable, "what is live differs from what its variables give", key);
            }
            else if (await ValueAsync(resource, key, live, environment, side.Binding, cancellation) is { } value)
            {
                edits.Add(new MetadataEdit(section, key, value));
                tally.Take(key, desired is not null, live: true);
            }
            else
            {
                tally.Keep(CaptureCodes.NoForm, "the flag has filters, variants or members that a document cannot say", key);
            }
        }

        return edits;
    }

    /// <summary>Whether the resource takes an item that git does not have; tells it where nobody can say.</summary>
    public static bool Takes(ItemOwners owners, string key, CaptureTally tally)
    {
        var owner = owners.Of(key);
        if (owner == ItemOwner.Unclear)
        {
            tally.Keep(CaptureCodes.NoOwner, "live, in no resource, and several share the collection", key);
        }

        return owner == ItemOwner.This;
    }

    private static async ValueTask<JsonElement?> ValueAsync(
        ResourceDocument resource, string key, LiveItem live, EnvironmentDocument environment, TargetBinding binding, CancellationToken cancellation)
    {
        var content = await live.Content.ReadAsync(cancellation);
        return resource.Kind == ResourceKind.FeatureFlags ? LiveValue.Flag(key, content.Span) : LiveValue.Setting(content.Span, environment, binding);
    }
}
