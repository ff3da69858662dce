namespace FunctionsMigrator.Core.Policy;

/// <summary>Somebody who is still needed.</summary>
/// <param name="Role">The role.</param>
/// <param name="People">Short names of those who may fill it, ordinal.</param>
/// <param name="Stage">The stage, from 1.</param>
/// <param name="Asked">Whether the stage is open; false: once the stages before are complete.</param>
public sealed record NeededApproval(string Role, IReadOnlyList<string> People, int Stage, bool Asked);

/// <summary>Who is still needed, with names.</summary>
public static class OpenSlots
{
    /// <summary>An entry per open slot, in the order of the stages.</summary>
    public static IReadOnlyList<NeededApproval> Of(ApprovalFacts facts, CountedApprovals counted)
    {
        var persons = new Persons(facts.People);
        var left = persons.Names.Where(name => !facts.Run.Excluded.Contains(name) && !counted.By.Contains(name))
            .Select(name => (Name: name, May: MayFill.At(facts, persons, name, facts.Now))).ToList();
        var now = counted.OpenSlots.Count == 0 ? 0 : facts.StageOf(counted.OpenSlots[0]);
        return
        [
            .. counted.OpenSlots.Select(slot => new NeededApproval(
                facts.Run.Slots[slot],
                [.. left.Where(person => person.May.Fits(facts.Run.Slots[slot])).Select(person => person.Name)],
                facts.StageOf(slot) + 1,
                facts.StageOf(slot) == now)),
        ];
    }

    /// <summary>In words: <c>dba (bo or kim)</c>, and where there are stages, which: <c>stage 1: dba (bo)</c>, <c>then stage 2: release-manager (ada)</c>.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<NeededApproval> needed, int stages) =>
        [.. needed.Select(slot => $"{(stages < 2 ? "" : $"{(slot.Asked ? "" : "then ")}stage {slot.Stage}: ")}{slot.Role} ({string.Join(" or ", slot.People)})")];
}
