using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Target definitions name regions of their environment and tenants files that exist. Their keys are checked by the schema of their type.</summary>
internal sealed class TargetCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) =>
        from environment in set.Environments
        from pair in environment.Record.Targets
        from finding in Regions(environment, pair.Key, pair.Value).Concat(Tenants(set, environment, pair.Key, pair.Value))
        select finding;

    private static IEnumerable<Finding> Regions(Sourced<EnvironmentDocument> environment, string target, TargetDefinition definition)
    {
        if (definition.Regions is { Count: 0 })
        {
            yield return ValidationCodes.MissingKey.Finding(
                $"The target '{target}' exists in no region.", environment.KeyOf("targets", target, "regions"), remedy: "Name a region, or remove 'regions' for all of them.");
        }

        string[] known = [.. environment.Record.Regions.Select(region => region.Name)];
        foreach (var (index, region) in (definition.Regions ?? []).Index().Where(pair => !known.Contains(pair.Item)))
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownRegion,
                $"The target '{target}' names the region '{region}', which '{environment.Name}' does not have.",
                region,
                known,
                environment.PlaceOf("targets", target, "regions", index));
        }
    }

    private static IEnumerable<Finding> Tenants(MetadataSet set, Sourced<EnvironmentDocument> environment, string target, TargetDefinition definition) =>
        definition.ForEach is { } forEach
            ? PathCheck.OfFile(set, environment.Source, environment.At("targets", target, "forEach", "file"), forEach.File)
            : [];
}
