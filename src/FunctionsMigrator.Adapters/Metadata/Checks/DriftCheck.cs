using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Rules about drift say who answers for them, why and until when, and name what exists.</summary>
internal sealed class DriftCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Environments.SelectMany(
        environment => (IEnumerable<Finding>)[.. Rules(environment), .. Names(set, environment), .. Healed(set, environment)]);

    /// <summary>Rules that have ended: they change nothing any more.</summary>
    public static IEnumerable<Finding> Over(MetadataSet set, DateTimeOffset now) =>
        from environment in set.Environments
        from rule in environment.Record.Drift.Ignore.Index()
        where DriftIgnores.EndOf(rule.Item) is { } end && end <= now
        select DriftCodes.RuleOver.Finding(
            $"The rule of {rule.Item.Owner} that leaves {rule.Item.Items} alone ended on {rule.Item.Until}.", environment.PlaceOf("drift", "ignore", rule.Index, "until"));

    private static IEnumerable<Finding> Rules(Sourced<EnvironmentDocument> environment)
    {
        foreach (var (index, rule) in environment.Record.Drift.Ignore.Index())
        {
            foreach (var (key, value) in new[] { ("items", rule.Items), ("owner", rule.Owner), ("reason", rule.Reason) })
            {
                if (string.IsNullOrWhiteSpace(value))
                {
                    yield return DriftCodes.Rule.Finding($"The rule does not say its '{key}'.", environment.PlaceOf("drift", "ignore", index, key));
                }
            }

            if (DriftIgnores.EndOf(rule) is null)
            {
                yield return DriftCodes.Rule.Finding($"'{rule.Until}' is no day.", environment.PlaceOf("drift", "ignore", index, "until"), remedy: "Write the last day on which the rule holds: 2026-12-31.");
            }
        }
    }

    private static IEnumerable<Finding> Names(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        foreach (var (index, rule) in environment.Record.Drift.Ignore.Index())
        {
            if (rule.Resource is { } resource && !set.ResourceNames.Contains(resource))
            {
                yield return Unknown(set, environment, resource, "drift", "ignore", index, "resource");
            }

            if (rule.Target is { } target && !environment.Record.Targets.ContainsKey(target))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownTarget, $"The environment has no target '{target}'.", target, environment.Record.Targets.Keys, environment.PlaceOf("drift", "ignore", index, "target"));
            }
        }
    }

    private static IEnumerable<Finding> Healed(MetadataSet set, Sourced<EnvironmentDocument> environment) =>
        from name in environment.Record.Drift.SelfHeal.Index()
        where !set.ResourceNames.Contains(name.Item)
        select Unknown(set, environment, name.Item, "drift", "selfHeal", name.Index);

    private static Finding Unknown(MetadataSet set, Sourced<EnvironmentDocument> environment, string resource, params object[] path) =>
        UnknownName.Of(ValidationCodes.UnknownResource, $"The resource '{resource}' does not exist.", resource, set.ResourceNames, environment.PlaceOf(path));
}
