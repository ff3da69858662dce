using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>An environment is promoted to from one that stands before it in the same branch.</summary>
internal sealed class PromotionCheck : IMetadataCheck
{
    // Without a readable Repository nothing is known about branches, and that has a finding of its own.
    public IEnumerable<Finding> Check(MetadataSet set) => set.Repositories.Count == 0 ? [] : set.Policies.SelectMany(policy => Promotion(set, policy));

    private static IEnumerable<Finding> Promotion(MetadataSet set, Sourced<PolicyDocument> policy)
    {
        if (policy.Record.Promotion is not { From: var from })
        {
            yield break;
        }

        var place = policy.PlaceOf("promotion", "from");
        var known = set.NamesOf("Environment");
        if (!known.Contains(from))
        {
            yield return UnknownName.Of(ValidationCodes.UnknownEnvironment, $"The environment '{from}' does not exist.", from, known, place);
            yield break;
        }

        List<string>[] branches = [.. set.Repositories.SelectMany(repository => repository.Record.Branches.Values).Select(list => list.ToList())];
        foreach (var environment in set.Environments.Where(environment => environment.Record.Policy == policy.Name))
        {
            if (!branches.Any(list => list.IndexOf(from) is var first and >= 0 && first < list.IndexOf(environment.Name)))
            {
                yield return ValidationCodes.Promotion.Finding(
                    $"'{environment.Name}' has this policy, and '{from}' stands before it in no branch: nothing could ever be promoted there.", place);
            }
        }
    }
}
