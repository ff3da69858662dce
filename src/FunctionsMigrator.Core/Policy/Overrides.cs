using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>What people set aside for a run.</summary>
/// <param name="Aside">What is set aside: <c>freeze:NAME</c>, <c>window</c>, <c>approvals</c>.</param>
/// <param name="Done">Everything that a person did towards it, in order.</param>
/// <param name="Ignored">Per number of a command that does not count, why.</param>
public sealed record CountedOverrides(IReadOnlySet<string> Aside, IReadOnlyList<RunOverride> Done, IReadOnlyDictionary<int, string> Ignored)
{
    /// <summary>Names of the freezes that are set aside.</summary>
    public IReadOnlyList<string> Freezes => [.. Aside.Where(what => what.StartsWith(Overrides.OfFreeze, StringComparison.Ordinal)).Select(what => what[Overrides.OfFreeze.Length..])];
}

/// <summary>
/// Counts overrides: for exactly this plan, by people who themselves hold the role that the policy names, and who did not write the change. Nobody decides here in somebody else's
/// name, and one person fills one place.
/// </summary>
public static class Overrides
{
    /// <summary>What an override of the windows is about.</summary>
    public const string OfWindow = "window";

    /// <summary>What an override of a freeze is about begins with this; the freeze's name follows.</summary>
    public const string OfFreeze = "freeze:";

    /// <summary>What a broken glass sets aside.</summary>
    public const string OfApprovals = "approvals";

    /// <summary>Counts.</summary>
    public static CountedOverrides Count(ApprovalFacts facts, IReadOnlyList<RunCommand> commands)
    {
        var persons = new Persons(facts.People);
        var (done, ignored) = (new List<RunOverride>(), new Dictionary<int, string>());
        foreach (var command in commands.Where(command => command.Kind is CommandKind.Override or CommandKind.BreakGlass))
        {
            var what = What(command);
            var person = persons.ByKey(command.By);
            var roles = person is null ? [] : persons.Roles(person);
            if (WhyNot(facts, command, person, roles) is { } why)
            {
                ignored[command.Number] = why;
                continue;
            }

            var review = what == OfApprovals ? facts.Policy.BreakGlass!.Review : facts.Policy.Override.Review;
            if (!done.Any(other => other.What == what && other.Person == person))
            {
                done.Add(new RunOverride(command.Number, what, person!, command.At, command.Reason ?? "", command.At + review.Within, review.Role));
            }
        }

        var aside = done.GroupBy(one => one.What)
            .Where(group => ApprovalSlots.Open(Slots(facts.Policy, group.Key), [.. group.Select(IReadOnlyCollection<string> (one) => persons.Roles(one.Person))]).Count == 0)
            .Select(group => group.Key)
            .ToHashSet(StringComparer.Ordinal);
        return new CountedOverrides(aside, done, ignored);
    }

    /// <summary>Roles of the people who must set something aside together, one entry a person; empty: the policy lets nobody.</summary>
    public static IReadOnlyList<string> Slots(PolicyDocument policy, string what) => what switch
    {
        OfApprovals => policy.BreakGlass is { } rule ? [rule.Role] : [],
        OfWindow => ApprovalSlots.Of(policy.Override.Require),
        _ => policy.Freezes.FirstOrDefault(freeze => OfFreeze + freeze.Name == what) is { } found ? ApprovalSlots.Of(found.Override ?? policy.Override.Require) : [],
    };

    /// <summary>What a command sets aside.</summary>
    public static string What(RunCommand command) => command.Kind is CommandKind.BreakGlass ? OfApprovals : command.Target ?? "";

    private static string? WhyNot(ApprovalFacts facts, RunCommand command, string? person, IReadOnlyList<string> roles)
    {
        var what = What(command);
        if (what != OfApprovals && what != OfWindow && !facts.Policy.Freezes.Any(freeze => OfFreeze + freeze.Name == what))
        {
            return $"the policy has no {what}; it has {string.Join(", ", facts.Policy.Freezes.Select(freeze => OfFreeze + freeze.Name).Prepend(OfWindow))}";
        }

        var slots = Slots(facts.Policy, what);
        return person switch
        {
            _ when slots.Count == 0 => $"the policy lets nobody set {what} aside",
            null => $"key {command.By} belongs to nobody in People",
            _ when command.Plan is null || !Approvals.Names(command, facts.Plan) => $"names plan {command.Plan}; the plan is {facts.Plan.Short}",
            _ when facts.Run.Excluded.Contains(person) => $"{person} wrote or started what is to go",
            _ when !slots.Any(roles.Contains) => $"{person} holds none of the needed roles ({string.Join(", ", slots.Distinct())})",
            _ => null,
        };
    }
}
