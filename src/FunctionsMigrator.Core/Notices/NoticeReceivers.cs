using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Whom a notice goes to, by the policy that decides the run and the people of that policy.</summary>
internal static class NoticeReceivers
{
    /// <summary>Channel of a Teams hook.</summary>
    public const string Teams = "teams";

    /// <summary>Channel of e-mail.</summary>
    public const string Email = "email";

    /// <summary>The receivers, each once: hooks, people whom it concerns, further addresses.</summary>
    public static IReadOnlyList<NoticeReceiver> Of(Notice notice, RunRecord run, Rules rules, CommitInfo? commit)
    {
        var (notify, on) = (rules.Policy.Notify, notice.Kind.On());
        var receivers = notify.Teams.Where(rule => rule.On.Contains(on)).Select(rule => new NoticeReceiver(Teams, rule.Hook.Secret, rule.Hook.Secret)).ToList();
        if (notify.Email is { } email && email.On.Contains(on))
        {
            receivers.AddRange(People(notice, run, rules.People, commit).Order(StringComparer.Ordinal).Select(name => Person(name, rules.People!)));
            receivers.AddRange(email.Also.Select(address => new NoticeReceiver(Email, EmailAddress.Mask(address), address)));
        }

        return [.. receivers.DistinctBy(receiver => receiver.Key, StringComparer.Ordinal)];
    }

    private static NoticeReceiver Person(string name, PeopleDocument people)
    {
        var person = people.People[name];
        return new NoticeReceiver(Email, name, person.Email ?? (person.Git.Count > 0 ? person.Git[0] : null), name);
    }

    private static HashSet<string> People(Notice notice, RunRecord run, PeopleDocument? people, CommitInfo? commit)
    {
        var persons = new Persons(people);
        var whom = new HashSet<string>(StringComparer.Ordinal);
        if (notice.Kind.Asks())
        {
            whom.UnionWith(Needed(run, persons));
            return whom;
        }

        if (notice.Kind.On() is NotifyOn.Override)
        {
            whom.UnionWith(run.Slots.SelectMany(persons.With));
        }

        // Those who wrote it and who started it. Whose approval is excluded wrote a part of the plan.
        whom.UnionWith(run.Excluded.Where(name => persons.Names.Contains(name, StringComparer.Ordinal)));
        whom.UnionWith((commit?.CoAuthors.Append(commit.Author) ?? []).Select(persons.ByGit).OfType<string>());
        if (persons.ByKey(run.StartedBy) is { } starter)
        {
            whom.Add(starter);
        }

        if (notice.Kind.On() is NotifyOn.Override && notice.By is { } by && persons.ByKey(by) is { } self)
        {
            whom.Remove(self);
        }

        return whom;
    }

    // Who could fill one of the slots that are open: has its role, did not write the change, and has not approved.
    private static IEnumerable<string> Needed(RunRecord run, Persons persons)
    {
        var open = ApprovalSlots.Open(run.Slots, [.. run.ApprovedBy.Select(IReadOnlyCollection<string> (name) => persons.Roles(name))]);
        return open.SelectMany(persons.With).Where(name => !run.Excluded.Contains(name) && !run.ApprovedBy.Contains(name));
    }
}
