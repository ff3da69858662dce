using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Those who must approve this plan can: they hold keys of the store that are valid now.</summary>
internal sealed class ApproverKeysCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "approver-keys";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is null)
        {
            return this.Unread();
        }

        if (await subject.JudgeAsync(cancellation) is not { } asked || !asked.TryGet(out var judged))
        {
            return [this.Unknown("who must approve is known once the rules judged the plan of a commit; see 'policy'")];
        }

        var slots = judged.Verdict.Slots;
        if (slots.Count == 0)
        {
            return [this.Pass("this plan needs nobody's approval")];
        }

        var persons = new Persons(judged.People);
        var mayCount = persons.Names.Where(name => !judged.Verdict.Excluded.Contains(name)).ToList();
        var holders = (await HoldersAsync(subject, persons, cancellation)).Where(mayCount.Contains).ToList();
        var open = Open(slots, persons, holders);
        if (open.Count == 0)
        {
            return [this.Pass($"needed: {string.Join(", ", slots)}; with a valid key: {string.Join(", ", holders)}")];
        }

        var entra = mayCount.Where(name => judged.People!.People[name].Entra is not null).Except(holders).ToList();
        var evidence = $"needed: {string.Join(", ", slots)}; with a valid key: {(holders.Count == 0 ? "nobody" : string.Join(", ", holders))}; open: {string.Join(", ", open)}";
        return Open(slots, persons, [.. holders, .. entra]).Count == 0
            ? [this.Unknown($"{evidence}; {string.Join(", ", entra)} may sign in with Entra ID, which is not seen from here")]
            : [this.Fail(evidence, Next(judged.People, persons, mayCount.Except(holders), open))];
    }

    private static IReadOnlyList<string> Open(IReadOnlyList<string> slots, Persons persons, IEnumerable<string> names) =>
        ApprovalSlots.Open(slots, [.. names.Select(IReadOnlyCollection<string> (name) => persons.Roles(name))]);

    private static async Task<List<string>> HoldersAsync(ChecklistSubject subject, Persons persons, CancellationToken cancellation)
    {
        var now = subject.Host.Services.Time.GetUtcNow();
        var names = new List<string>();
        await foreach (var holder in subject.Host.Keys.ListAsync(cancellation))
        {
            if (holder.Roles.Contains(AccessRole.Approver) && holder.Keys.Any(key => key.IsValid(now)) && persons.ByKey(holder.Name) is { } person)
            {
                names.Add(person);
            }
        }

        return names;
    }

    private static string Next(PeopleDocument? people, Persons persons, IEnumerable<string> candidates, IReadOnlyList<string> open) =>
        candidates.FirstOrDefault(name => persons.Roles(name).Any(open.Contains)) is { } person
            ? $"Make a key for somebody who may: `fm login create {people!.People[person].Key ?? person} --role approver`."
            : "Give the role to somebody in people.yaml, and a key with `fm login create NAME --role approver`.";
}
