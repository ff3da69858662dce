using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Dependencies name resources and lead nowhere back.</summary>
internal sealed class DependencyCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => [.. Unknown(set), .. Circles(set)];

    private static IEnumerable<Finding> Unknown(MetadataSet set) =>
        from resource in set.Resources
        from dependency in resource.Record.DependsOn.Index()
        where !set.ResourceNames.Contains(dependency.Item)
        select UnknownName.Of(
            ValidationCodes.UnknownResource,
            $"'{resource.Name}' depends on '{dependency.Item}', which does not exist.",
            dependency.Item,
            set.ResourceNames,
            resource.PlaceOf("dependsOn", dependency.Index));

    private static IEnumerable<Finding> Circles(MetadataSet set)
    {
        var byName = set.Resources.DistinctBy(resource => resource.Name).ToDictionary(resource => resource.Name, StringComparer.Ordinal);
        foreach (var cycle in ResourceOrder.Cycles(byName.ToDictionary(pair => pair.Key, pair => pair.Value.Record.DependsOn, StringComparer.Ordinal)))
        {
            var first = byName[cycle[0]];
            yield return ValidationCodes.Cycle.Finding(
                $"A circle of dependencies: {string.Join(" -> ", cycle)}.", first.PlaceOf("dependsOn", first.Record.DependsOn.ToList().IndexOf(cycle[1])));
        }
    }
}
