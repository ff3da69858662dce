using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Every environment defines the target of every resource, by a type that holds its kind.</summary>
internal sealed class PlacementCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Resources.SelectMany(resource => Missing(set, resource).Concat(Unfit(set, resource)));

    private static IEnumerable<Finding> Missing(MetadataSet set, Sourced<ResourceDocument> resource)
    {
        var target = resource.Record.Target;
        var without = set.Environments.Where(environment => !environment.Record.Targets.ContainsKey(target)).ToArray();
        if (without.Length > 0)
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownTarget, $"The target '{target}' is not defined in {Names(without)}.", target, without[0].Record.Targets.Keys, resource.PlaceOf("target"));
        }
    }

    private static IEnumerable<Finding> Unfit(MetadataSet set, Sourced<ResourceDocument> resource)
    {
        var (kind, target) = (resource.Record.Kind, resource.Record.Target);
        string[] able = [.. set.TargetTypes.Values.Where(type => type.Kinds.Contains(kind)).Select(type => type.Name)];
        return
            from environment in set.Environments
            let type = TypeOf(set, environment, target)
            where type is not null && !type.Kinds.Contains(kind)
            group environment by type into unfit
            select TargetCodes.KindNotHeld.Finding(
                $"The target '{target}' is of type '{unfit.Key.Name}' in {Names(unfit)}, which holds {DidYouMean.List(unfit.Key.Kinds.Select(held => held.ToString()))}, not {kind}.",
                resource.PlaceOf("target"),
                remedy: able.Length == 0
                    ? $"No target type of this version holds {kind}; remove the resource."
                    : $"Give the resource a target of type {DidYouMean.List(able)}.");
    }

    private static ITargetType? TypeOf(MetadataSet set, Sourced<EnvironmentDocument> environment, string target) =>
        environment.Record.Targets.TryGetValue(target, out var definition) ? set.TargetTypes.GetValueOrDefault(definition.Type) : null;

    private static string Names(IEnumerable<Sourced<EnvironmentDocument>> environments) => DidYouMean.List(environments.Select(environment => $"'{environment.Name}'"));
}
