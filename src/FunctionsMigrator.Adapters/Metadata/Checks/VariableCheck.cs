using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Variables that documents use are defined wherever the value goes. Files that resources name are checked while they are hashed.</summary>
internal sealed class VariableCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => [.. set.Environments.SelectMany(environment => InEnvironment(set, environment)), .. set.Resources.SelectMany(resource => InResource(set, resource))];

    /// <summary>The scopes in which a resource's values are expanded: every region of every environment that its target is in.</summary>
    public static IReadOnlyList<VariableScope> ScopesOf(MetadataSet set, ResourceDocument resource) =>
    [
        .. from environment in set.Environments
           where environment.Record.Targets.ContainsKey(resource.Target)
           from scope in KnownVariables.Of(set, environment, environment.Record.Targets[resource.Target]) ?? []
           select scope,
    ];

    /// <summary>The finding about a name that some scope lacks, or null.</summary>
    public static Finding? Unknown(string name, IReadOnlyList<VariableScope> scopes, string what, Place place)
    {
        VariableScope[] lacking = [.. scopes.Where(scope => !scope.Names.Contains(name))];
        if (lacking.Length == 0)
        {
            return null;
        }

        // Where all regions of an environment lack the name, the environment is named alone.
        var where = lacking.GroupBy(scope => scope.Environment).SelectMany(group => group.Count() == scopes.Count(scope => scope.Environment == group.Key)
            ? [$"'{group.Key}'"]
            : group.Select(scope => $"'{group.Key}/{scope.Region}'"));
        return UnknownName.Of(
            ItemCodes.UnknownVariable,
            $"{what}: no variable in {DidYouMean.List(where)} is called '{(name.Length <= 60 ? name : name[..60] + "...")}'.",
            name,
            lacking[0].Names,
            place);
    }

    private static IEnumerable<Finding> InResource(MetadataSet set, Sourced<ResourceDocument> resource)
    {
        Spot? values = resource.Record switch
        {
            SettingsDocument => resource.Source.Root.Member("settings"),
            FeatureFlagsDocument => resource.Source.Root.Member("flags"),
            HttpResourcesDocument => resource.Source.Root.Member("resources"),
            _ => null,
        };
        return values is null ? [] : In(values, ScopesOf(set, resource.Record));
    }

    private static IEnumerable<Finding> InEnvironment(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        var targets = environment.Record.Targets
            .SelectMany(pair => KnownVariables.Of(set, environment, pair.Value) is { } scopes ? In(environment.At("targets", pair.Key), scopes) : []);
        var analyses = environment.Source.Root.Member("analyses") is { } measured ? In(measured, KnownVariables.Regions(environment.Record)) : [];
        return targets.Concat(analyses);
    }

    private static IEnumerable<Finding> In(Spot spot, IReadOnlyList<VariableScope> scopes) => spot.Node is ScalarNode { Kind: ScalarKind.Text, Text: var text }
        ? Placeholder.In(text).Select(used => used.Name).Distinct().Select(name => Unknown(name, scopes, spot.Name, spot.Place)).OfType<Finding>()
        : spot.Members().Concat(spot.Items()).SelectMany(part => In(part, scopes));
}
