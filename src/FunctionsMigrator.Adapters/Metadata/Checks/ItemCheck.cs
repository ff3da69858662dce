using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>No two resources of one target write the same setting, flag or HTTP resource. Rows and documents are compared where they are expanded.</summary>
internal sealed class ItemCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set)
    {
        var first = new Dictionary<(string Target, ItemRef Item), (string Resource, Place Place)>();
        foreach (var resource in set.Resources)
        {
            var (collection, key, items) = Items(resource.Record);
            foreach (var item in items.Select(name => new ItemRef(collection, name)))
            {
                var place = resource.KeyOf(key, item.Key);
                if (!first.TryAdd((resource.Record.Target, item), (resource.Name, place)))
                {
                    var owner = first[(resource.Record.Target, item)];
                    yield return ValidationCodes.ItemClaimedTwice.Finding(
                        $"'{item}' on the target '{resource.Record.Target}' belongs to the resource '{owner.Resource}' ({owner.Place}).", place);
                }
            }
        }
    }

    private static (string Collection, string Key, IEnumerable<string> Items) Items(ResourceDocument resource) => resource switch
    {
        SettingsDocument settings => ("settings", "settings", settings.Settings.Keys),
        FeatureFlagsDocument flags => ("flags", "flags", flags.Flags.Keys),
        HttpResourcesDocument http => ("http", "resources", http.Resources.Keys),
        _ => ("", "", []),
    };
}
