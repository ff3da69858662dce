using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Whom a notice goes to, by the policy that decides the run and the people of that policy.</summary>
public static class NoticeReceivers
{
    /// <summary>Channel of a Teams hook.</summary>
    public const string Teams = "teams";

    /// <summary>Channel of addresses that are posted to.</summary>
    public const string Webhook = "webhook";

    /// <summary>Channel of e-mail.</summary>
    public const string Email = "email";

    /// <summary>The receivers, each once: hooks, people whom it concerns, further addresses.</summary>
    /// <param name="notice">What is told.</param>
    /// <param name="run">The run.</param>
    /// <param name="rules">The policy and the people that decide it.</param>
    /// <param name="needed">Who can give an approval that is open now.</param>
    /// <param name="commit">The commit; null where it was not read.</param>
    internal static IReadOnlyList<NoticeReceiver> Of(Notice notice, RunRecord run, Rules rules, IEnumerable<string> needed, CommitInfo? commit)
    {
        var notify = rules.Policy.Notify;
        var receivers = notify.Teams.Where(rule => notice.Kind.IsOf(rule.On)).Select(rule => new NoticeReceiver(Teams, rule.Hook.Secret, rule.Hook.Secret)).ToList();
        receivers.AddRange(notify.Webhooks.Where(rule => notice.Kind.IsOf(rule.On)).Select(rule => new NoticeReceiver(Webhook, HostOf(rule.Url), WebhookAddress(rule.Secret.Secret, rule.Url))));
        if (notify.Email is { } email && notice.Kind.IsOf(email.On))
        {
            var people = notice.Kind.Asks() ? needed.Distinct() : notice.Kind is NoticeKind.HostStopped ? [] : Concerned(notice, run, new Persons(rules.People), commit);
            receivers.AddRange(people.Order(StringComparer.Ordinal).Select(name => Person(name, rules.People!)));
            receivers.AddRange(email.Also.Select(address => new NoticeReceiver(Email, EmailAddress.Mask(address), address)));
        }

        return [.. receivers.DistinctBy(receiver => receiver.Key, StringComparer.Ordinal)];
    }

    /// <summary>A webhook as its notifier takes it: the name of the secret that signs, a blank, the address.</summary>
    public static string WebhookAddress(string secret, string url) => $"{secret} {url}";

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.IdnHost : "no address";

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

        // Behind a gate those are waited for who may open it.
        if (notice.Kind is NoticeKind.Paused && run.GateRoles() is { Count: > 0 } roles)
        {
            whom.UnionWith(roles.SelectMany(persons.With));
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
