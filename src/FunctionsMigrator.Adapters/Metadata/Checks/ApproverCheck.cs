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
            from finding in Lists(policy.Record).SelectMany(list => Check(policy, list.Path, list.Required, roles))
                .Concat(Roles(policy.Record).Where(one => !roles.Values.Any(held => held.Contains(one.Role))).Select(one => NotHeld(policy, one.Path, one.Role, roles)))
            select finding;
    }

    private static IEnumerable<(object[] Path, IReadOnlyList<RoleRequirement> Required)> Lists(PolicyDocument policy) =>
    [
        (["approvals", "low"], policy.Approvals.Low),
        (["approvals", "medium"], policy.Approvals.Medium),
        (["approvals", "high"], policy.Approvals.High),
        .. policy.Approvals.Also.Index().Select(also => ((object[])["approvals", "also", also.Index, "require"], also.Item.Require)),
        (["rollback", "require"], policy.Rollback.Require),
        (["override", "require"], policy.Override.Require),
        .. policy.Freezes.Index().Select(freeze => ((object[])["freezes", freeze.Index, "override"], freeze.Item.Override ?? [])),
    ];

    private static IEnumerable<(object[] Path, string Role)> Roles(PolicyDocument policy)
    {
        if (policy.BreakGlass is { } glass)
        {
            yield return (["breakGlass", "role"], glass.Role);
            if (glass.Review.Role is { } second)
            {
                yield return (["breakGlass", "review", "role"], second);
            }
        }

        if (policy.Override.Review.Role is { } reviewer)
        {
            yield return (["override", "review", "role"], reviewer);
        }

        foreach (var (index, further) in (policy.Approvals.Escalate?.To ?? []).Index())
        {
            yield return (["approvals", "escalate", "to", index, "role"], further.Role);
        }
    }

    private static Finding NotHeld(Sourced<PolicyDocument> policy, object[] path, string role, Dictionary<string, IReadOnlyList<string>> roles) =>
        UnknownName.Of(ValidationCodes.RoleNotHeld, $"Nobody has the role '{role}'.", role, roles.Values.SelectMany(held => held), policy.PlaceOf(path));

    private static IEnumerable<Finding> Check(
        Sourced<PolicyDocument> policy, object[] path, IReadOnlyList<RoleRequirement> required, Dictionary<string, IReadOnlyList<string>> roles)
    {
        var possible = true;
        foreach (var (index, requirement) in required.Index())
        {
            if (requirement.Role.Length == 0 == (requirement.Then.Count == 0))
            {
                possible = false;
                yield return ValidationCodes.MissingKey.Finding(
                    requirement.Role.Length == 0 ? "A requirement names neither 'role' nor 'then'." : "A requirement names 'role' and 'then'; the stage that comes next is an entry of its own.",
                    policy.PlaceOf([.. path, index]),
                    remedy: "Write `- { role: NAME }`, or `- { then: [ { role: NAME } ] }` for those who are asked afterwards.");
            }
        }

        foreach (var (steps, requirement) in Required(required))
        {
            var holders = roles.Count(person => person.Value.Contains(requirement.Role));
            if (holders == 0)
            {
                possible = false;
                yield return NotHeld(policy, [.. path, .. steps, "role"], requirement.Role, roles);
            }
            else if (holders < requirement.Count)
            {
                possible = false;
                yield return ValidationCodes.RoleNotHeld.Finding(
                    $"{requirement.Count} people with the role '{requirement.Role}' are asked for; {holders} {(holders == 1 ? "has" : "have")} it.",
                    policy.PlaceOf([.. path, .. steps, "count"]));
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

    private static IEnumerable<(object[] Path, StageRequirement Requirement)> Required(IReadOnlyList<RoleRequirement> required) =>
        required.Index().SelectMany(entry => entry.Item.Then.Count == 0
            ? entry.Item.Role.Length == 0 ? [] : [([entry.Index], new StageRequirement { Role = entry.Item.Role, Count = entry.Item.Count })]
            : entry.Item.Then.Index().Select(later => ((object[])[entry.Index, "then", later.Index], later.Item)));
}
