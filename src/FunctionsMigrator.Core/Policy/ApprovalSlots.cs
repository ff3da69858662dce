using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Who must say yes, and who has.</summary>
public static class ApprovalSlots
{
    /// <summary>One entry per person who is needed: the role.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<RoleRequirement> requirements) =>
        [.. requirements.SelectMany(requirement => Enumerable.Repeat(requirement.Role, requirement.Count))];

    /// <summary>
    /// The slots that stay open. Each person fills at most one slot, of a role the person has, and the assignment fills as many slots as can be filled
    /// (augmenting paths), so the order in which people approve does not matter.
    /// </summary>
    public static IReadOnlyList<string> Open(IReadOnlyList<string> slots, IReadOnlyList<IReadOnlyCollection<string>> roles)
    {
        var filledBy = new int[slots.Count];
        Array.Fill(filledBy, -1);
        for (var person = 0; person < roles.Count; person++)
        {
            Seat(person, new bool[slots.Count]);
        }

        return [.. slots.Where((_, slot) => filledBy[slot] < 0)];

        bool Seat(int person, bool[] seen)
        {
            for (var slot = 0; slot < slots.Count; slot++)
            {
                if (seen[slot] || !roles[person].Contains(slots[slot]))
                {
                    continue;
                }

                seen[slot] = true;
                if (filledBy[slot] < 0 || Seat(filledBy[slot], seen))
                {
                    filledBy[slot] = person;
                    return true;
                }
            }

            return false;
        }
    }
}
