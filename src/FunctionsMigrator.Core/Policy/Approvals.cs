using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>
/// Counts approvals: for exactly this plan, by people who hold a needed role now (or act for somebody who does), who did not write the change, whose stage was open when they approved,
/// and not too long ago.
/// </summary>
public static class Approvals
{
    private const int ShortestDigest = 8;

    /// <summary>Counts.</summary>
    public static CountedApprovals Count(ApprovalFacts facts, IReadOnlyList<RunCommand> commands)
    {
        var persons = new Persons(facts.People);
        var given = new List<Given>();
        var ignored = new Dictionary<int, string>();
        RunCommand? rejected = null;
        foreach (var command in commands)
        {
            var person = persons.ByKey(command.By);
            switch (command.Kind)
            {
                case CommandKind.Withdraw when person is not null:
                    given.RemoveAll(approval => approval.Person == person);
                    break;
                case CommandKind.Approve when WhyNot(facts, persons, person, given, command) is { } why:
                    ignored[command.Number] = why;
                    break;
                case CommandKind.Approve:
                    var before = given.FindIndex(approval => approval.Person == person);
                    var next = new Given(person!, command, Limit(facts, given), MayFill.At(facts, persons, person!, command.At));
                    if (before < 0)
                    {
                        given.Add(next);
                    }
                    else
                    {
                        given[before] = next;
                    }

                    break;
                case CommandKind.Reject when person is null || !MayDecide(facts, MayFill.At(facts, persons, person, command.At)):
                    ignored[command.Number] = $"{command.By} holds none of the needed roles";
                    break;
                case CommandKind.Reject when Names(command, facts.Plan):
                    rejected ??= command;
                    break;
            }
        }

        // What is too old was an approval when it was given: later stages were rightly asked because of it.
        foreach (var old in given.Where(approval => IsTooOld(facts, approval.Command)).ToList())
        {
            ignored[old.Command.Number] = "is too old";
            given.Remove(old);
        }

        var open = Open(facts, given);
        return new CountedApprovals([.. open.Select(slot => facts.Run.Slots[slot])], [.. given.Select(approval => approval.Person)], rejected, ignored)
        {
            OpenSlots = open,
            InTheNameOf = given.Where(approval => approval.May.For(facts.Run.Slots) is not null).ToDictionary(approval => approval.Person, approval => approval.May.For(facts.Run.Slots)!),
        };
    }

    /// <summary>Whether a command names this plan: by its digest, or the first eight or more digits. A refusal without a digest is about whatever plan there is.</summary>
    public static bool Names(RunCommand command, Digest plan) => command.Plan is null
        ? command.Kind is CommandKind.Reject
        : command.Plan.Length >= ShortestDigest && plan.Hex.StartsWith(command.Plan, StringComparison.OrdinalIgnoreCase);

    private static string? WhyNot(ApprovalFacts facts, Persons persons, string? person, List<Given> given, RunCommand command)
    {
        if (person is null)
        {
            return $"key {command.By} belongs to nobody in People";
        }

        if (!Names(command, facts.Plan))
        {
            return $"names plan {command.Plan}; the plan is {facts.Plan.Short}";
        }

        if (facts.Run.Excluded.Contains(person))
        {
            return $"{person} wrote or started what is approved";
        }

        var may = MayFill.At(facts, persons, person, command.At);
        if (!MayDecide(facts, may))
        {
            return $"{person} holds none of the needed roles";
        }

        if (facts.Run.RequestedAt is { } requested && command.At > requested + facts.Policy.Approvals.CollectWithin)
        {
            return "came after the time in which approvals are collected";
        }

        var limit = Limit(facts, given);
        return facts.Run.Slots.Count > 0 && !facts.Run.Slots.Take(limit).Any(may.Fits)
            ? $"{person} is asked in a later stage; stage {facts.StageOf(limit - 1) + 1} is not complete"
            : null;
    }

    private static bool MayDecide(ApprovalFacts facts, MayFill may) => facts.Run.Slots.Any(may.Fits) || (facts.Run.Slots.Count == 0 && may.Own.Count > 0);

    // How many slots, from the first, are those of the stage that is asked now and of the stages before.
    private static int Limit(ApprovalFacts facts, List<Given> given)
    {
        var open = Open(facts, given);
        if (open.Count == 0)
        {
            return facts.Run.Slots.Count;
        }

        var stage = facts.StageOf(open[0]);
        return facts.Run.Slots.Where((_, slot) => facts.StageOf(slot) <= stage).Count();
    }

    private static IReadOnlyList<int> Open(ApprovalFacts facts, List<Given> given) =>
        ApprovalSlots.OpenAt(facts.Run.Slots, given.Count, (person, slot) => slot < given[person].Limit && given[person].May.Fits(facts.Run.Slots[slot]));

    private static bool IsTooOld(ApprovalFacts facts, RunCommand command) =>
        facts.Now - command.At - facts.Times.Frozen(command.At, facts.Now) > facts.Policy.Approvals.ValidFor;

    private sealed record Given(string Person, RunCommand Command, int Limit, MayFill May);
}
