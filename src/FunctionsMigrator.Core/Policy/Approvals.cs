using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>What counting approvals looks at.</summary>
public sealed record ApprovalFacts(RunRecord Run, PolicyDocument Policy, PeopleDocument? People, StartTimes Times, Digest Plan, DateTimeOffset Now);

/// <summary>The approvals that count.</summary>
/// <param name="Open">Roles that still need somebody.</param>
/// <param name="By">Who approved, in the order in which they did.</param>
/// <param name="Rejected">The refusal that ends the run.</param>
/// <param name="Ignored">Per number of an approval or refusal that does not count, why.</param>
public sealed record CountedApprovals(
    IReadOnlyList<string> Open, IReadOnlyList<string> By, RunCommand? Rejected, IReadOnlyDictionary<int, string> Ignored);

/// <summary>Counts approvals: for exactly this plan, by people who hold a needed role now, who did not write the change, and not too long ago.</summary>
public static class Approvals
{
    private const int ShortestDigest = 8;

    /// <summary>Counts.</summary>
    public static CountedApprovals Count(ApprovalFacts facts, IReadOnlyList<RunCommand> commands)
    {
        var persons = new Persons(facts.People);
        var given = new List<string>();
        var ignored = new Dictionary<int, string>();
        RunCommand? rejected = null;
        foreach (var command in commands)
        {
            var person = persons.ByKey(command.By);
            switch (command.Kind)
            {
                case CommandKind.Withdraw when person is not null:
                    given.Remove(person);
                    break;
                case CommandKind.Approve when WhyNot(facts, persons, person, command) is { } why:
                    ignored[command.Number] = why;
                    break;
                case CommandKind.Approve when !given.Contains(person!):
                    given.Add(person!);
                    break;
                case CommandKind.Reject when person is null || !Holds(facts, persons, person):
                    ignored[command.Number] = $"{command.By} holds none of the needed roles";
                    break;
                case CommandKind.Reject when Names(command, facts.Plan):
                    rejected ??= command;
                    break;
            }
        }

        var open = ApprovalSlots.Open(facts.Run.Slots, [.. given.Select(IReadOnlyCollection<string> (name) => persons.Roles(name))]);
        return new CountedApprovals(open, given, rejected, ignored);
    }

    /// <summary>Whether a command names this plan: by its digest, or the first eight or more digits. A refusal without a digest is about whatever plan there is.</summary>
    public static bool Names(RunCommand command, Digest plan) => command.Plan is null
        ? command.Kind is CommandKind.Reject
        : command.Plan.Length >= ShortestDigest && plan.Hex.StartsWith(command.Plan, StringComparison.OrdinalIgnoreCase);

    private static string? WhyNot(ApprovalFacts facts, Persons persons, string? person, RunCommand command) => person switch
    {
        null => $"key {command.By} belongs to nobody in People",
        _ when !Names(command, facts.Plan) => $"names plan {command.Plan}; the plan is {facts.Plan.Short}",
        _ when facts.Run.Excluded.Contains(person) => $"{person} wrote or started what is approved",
        _ when !Holds(facts, persons, person) => $"{person} holds none of the needed roles",
        _ when Age(facts, command) > facts.Policy.Approvals.ValidFor => "is too old",
        _ => null,
    };

    private static bool Holds(ApprovalFacts facts, Persons persons, string person) =>
        facts.Run.Slots.Any(persons.Roles(person).Contains) || (facts.Run.Slots.Count == 0 && persons.Roles(person).Count > 0);

    private static TimeSpan Age(ApprovalFacts facts, RunCommand command) => facts.Now - command.At - facts.Times.Frozen(command.At, facts.Now);
}
