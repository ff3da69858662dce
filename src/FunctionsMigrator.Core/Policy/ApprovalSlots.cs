using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Who must say yes, and who has.</summary>
public static class ApprovalSlots
{
    /// <summary>One entry per person who is needed, over all stages in their order: the role.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<RoleRequirement> requirements) => [.. Stages(requirements).SelectMany(stage => stage)];

    /// <summary>The same, a list a stage; one empty stage where nobody is needed. What stands beside a <c>then</c> is the first stage, wherever it stands.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Stages(IEnumerable<RoleRequirement> requirements)
    {
        var stages = new List<IReadOnlyList<string>>();
        var first = new List<string>();
        foreach (var requirement in requirements)
        {
            if (requirement.Then.Count > 0)
            {
                stages.Add([.. requirement.Then.SelectMany(later => Enumerable.Repeat(later.Role, later.Count))]);
            }
            else
            {
                first.AddRange(Enumerable.Repeat(requirement.Role, requirement.Count));
            }
        }

        return [first, .. stages];
    }

    /// <summary>Lists of stages as one: first with first, second with second. A stage in which nobody is needed is left out.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Merge(IEnumerable<IReadOnlyList<IReadOnlyList<string>>> lists)
    {
        var all = lists.ToList();
        var longest = all.Select(list => list.Count).DefaultIfEmpty(0).Max();
        return
        [
            .. Enumerable.Range(0, longest)
                .Select(IReadOnlyList<string> (stage) => [.. all.Where(list => list.Count > stage).SelectMany(list => list[stage])])
                .Where(stage => stage.Count > 0),
        ];
    }

    /// <summary>
    /// The slots that stay open. Each person fills at most one slot, of a role the person has, and the assignment fills as many slots as can be filled
    /// (augmenting paths), so the order in which people approve does not matter.
    /// </summary>
    public static IReadOnlyList<string> Open(IReadOnlyList<string> slots, IReadOnlyList<IReadOnlyCollection<string>> roles) =>
        [.. OpenAt(slots, roles.Count, (person, slot) => roles[person].Contains(slots[slot])).Select(slot => slots[slot])];

    /// <summary>The same by number: which slots stay open when each person fills at most one of those that <paramref name="fits"/> says; earlier slots are filled first.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="people">How many people there are.</param>
    /// <param name="fits">Whether a person (from 0) may fill a slot (from 0).</param>
    internal static IReadOnlyList<int> OpenAt(IReadOnlyList<string> slots, int people, Func<int, int, bool> fits)
    {
        var filledBy = new int[slots.Count];
        Array.Fill(filledBy, -1);

        // From the slots' side and in their order: a slot that is filled once stays filled, so no later slot takes a person whom an earlier one needs.
        for (var slot = 0; slot < slots.Count; slot++)
        {
            Fill(slot, new bool[people]);
        }

        return [.. Enumerable.Range(0, slots.Count).Where(slot => filledBy[slot] < 0)];

        bool Fill(int slot, bool[] seen)
        {
            for (var person = 0; person < people; person++)
            {
                if (seen[person] || !fits(person, slot))
                {
                    continue;
                }

                seen[person] = true;
                var other = Array.IndexOf(filledBy, person);
                if (other < 0 || Fill(other, seen))
                {
                    filledBy[slot] = person;
                    return true;
                }
            }

            return false;
        }
    }
}
