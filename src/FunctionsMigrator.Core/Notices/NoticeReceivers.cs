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
    /// <param name="notice">What is told.</param>
    /// <param name="run">The run.</param>
    /// <param name="rules">The policy and the people that decide it.</param>
    /// <param name="needed">Who can give an approval that is open now.</param>
    /// <param name="commit">The commit; null where it was not read.</param>
    public static IReadOnlyList<NoticeReceiver> Of(Notice notice, RunRecord run, Rules rules, IEnumerable<string> needed, CommitInfo? commit)
    {
        var (notify, on) = (rules.Policy.Notify, notice.Kind.On());
        var receivers = notify.Teams.Where(rule => rule.On.Contains(on)).Select(rule => new NoticeReceiver(Teams, rule.Hook.Secret, rule.Hook.Secret)).ToList();
        if (notify.Email is { } email && email.On.Contains(on))
        {
            var people = notice.Kind.Asks() ? needed.Distinct() : Concerned(notice, run, new Persons(rules.People), commit);
            receivers.AddRange(people.Order(StringComparer.Ordinal).Select(name => Person(name, rules.People!)));
            receivers.AddRange(email.Also.Select(address => new NoticeReceiver(Email, EmailAddress.Mask(address), address)));
        }

        return [.. receivers.DistinctBy(receiver => receiver.Key, StringComparer.Ordinal)];
    }

    private static NoticeReceiver Person(string name, PeopleDocument people)
    {
        var person = people.People[name];
        return new NoticeReceiver(Email, name, person.Email ?? (person.Git.Count > 0 ? person.Git[0] : null), name);
    }

    private static HashSet<string> Concerned(Notice notice, RunRecord run, Persons persons, CommitInfo? commit)
    {
        // Those who wrote it and who started it. Whose approval is excluded wrote a part of the plan.
        var whom = run.Excluded.Where(name => persons.Names.Contains(name, StringComparer.Ordinal)).ToHashSet(StringComparer.Ordinal);
        whom.UnionWith((commit?.CoAuthors.Append(commit.Author) ?? []).Select(persons.ByGit).OfType<string>());
        if (persons.ByKey(run.StartedBy) is { } starter)
        {
            whom.Add(starter);
        }

        if (notice.Kind.On() is NotifyOn.Override)
        {
            // Those who were passed over, and those who may look at it afterwards; not who did it.
            whom.UnionWith(run.Slots.SelectMany(persons.With));
            whom.UnionWith(run.Overrides.Select(one => one.ReviewRole).OfType<string>().SelectMany(persons.With));
            whom.RemoveWhere(name => name == notice.By || (notice.By is { } by && persons.ByKey(by) == name));
        }

        return whom;
    }
}
