using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Every approval that a policy asks for could be given: enough people have the roles, one person filling one place.</summary>
internal sealed class ApproverCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set)
    {
        // A People document that does not fit the schema says nothing about who has which role.
        if (set.Documents.Any(document => document is { Kind.Name: "People", Record: null }))
        {
            return [];
        }

        var roles = set.People.Take(1).SelectMany(people => people.Record.People).ToDictionary(pair => pair.Key, pair => pair.Value.Roles, StringComparer.Ordinal);
        return
            from policy in set.Policies
            from list in Lists(policy.Record)
            from finding in Check(policy, list.Path, list.Required, roles)
            select finding;
    }

    private static IEnumerable<(object[] Path, IReadOnlyList<RoleRequirement> Required)> Lists(PolicyDocument policy) =>
    [
        (["approvals", "low"], policy.Approvals.Low),
        (["approvals", "medium"], policy.Approvals.Medium),
        (["approvals", "high"], policy.Approvals.High),
        .. policy.Approvals.Also.Index().Select(also => ((object[])["approvals", "also", also.Index, "require"], also.Item.Require)),
        (["rollback", "require"], policy.Rollback.Require),
    ];

    private static IEnumerable<Finding> Check(
        Sourced<PolicyDocument> policy, object[] path, IReadOnlyList<RoleRequirement> required, Dictionary<string, IReadOnlyList<string>> roles)
    {
        var possible = true;
        foreach (var (index, requirement) in required.Index())
        {
            var holders = roles.Count(person => person.Value.Contains(requirement.Role));
            if (holders == 0)
            {
                possible = false;
                yield return UnknownName.Of(
                    ValidationCodes.RoleNotHeld, $"Nobody has the role '{requirement.Role}'.", requirement.Role, roles.Values.SelectMany(held => held), policy.PlaceOf([.. path, index, "role"]));
            }
            else if (holders < requirement.Count)
            {
                possible = false;
                yield return ValidationCodes.RoleNotHeld.Finding(
                    $"{requirement.Count} people with the role '{requirement.Role}' are asked for; {holders} {(holders == 1 ? "has" : "have")} it.",
                    policy.PlaceOf([.. path, index, "count"]));
            }
        }

        var slots = ApprovalSlots.Of(required);
        if (possible && ApprovalSlots.Open(slots, [.. roles.Values]).Count > 0)
        {
            yield return ValidationCodes.RoleNotHeld.Finding(
                $"{slots.Count} different people are asked for ({string.Join(", ", slots)}). Those with the roles are too few, because one person fills one place.",
                policy.PlaceOf(path));
        }
    }
}
