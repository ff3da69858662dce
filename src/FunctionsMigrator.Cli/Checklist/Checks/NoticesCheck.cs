using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Whom the policy tells can be told: a mail server where it names e-mail, and the secret with the hook's address for every channel. Sends nothing.</summary>
internal sealed class NoticesCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "notices";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is not { } repository)
        {
            return this.Unread();
        }

        if (await RulesAsync(subject, repository, cancellation) is not { } rules || rules is { Email: null, Teams.Count: 0, Webhooks.Count: 0 })
        {
            return [this.Unknown("not configured: the policy tells nobody of its runs", "Say in the policy's `notify:` who is told; docs/notices.md says how.")];
        }

        var (told, lacking) = (new List<string>(), new List<string>());
        if (rules.Email is not null)
        {
            (subject.Request.Variable(NoticeSettings.Host.Name) is { Length: > 0 } ? told : lacking).Add($"e-mail ({NoticeSettings.Host.Name})");
        }

        foreach (var name in rules.Teams.Select(rule => rule.Hook.Secret).Distinct(StringComparer.Ordinal))
        {
            ((await subject.Host.Parts.Secrets.GetAsync(null, name, cancellation)).Succeeded ? told : lacking).Add($"Teams (secret {name})");
        }

        var hosts = NoticeSettings.HostsOf(subject.Request.Variable(NoticeSettings.WebhookHosts.Name) ?? "") ?? [];
        foreach (var rule in rules.Webhooks)
        {
            var host = Uri.TryCreate(rule.Url, UriKind.Absolute, out var url) ? url.IsDefaultPort ? url.IdnHost : url.Authority : "";
            var signed = (await subject.Host.Parts.Secrets.GetAsync(null, rule.Secret.Secret, cancellation)).Succeeded;
            (signed && hosts.Contains(host, StringComparer.OrdinalIgnoreCase) ? told : lacking).Add($"webhook {host} (secret {rule.Secret.Secret}, {NoticeSettings.WebhookHosts.Name})");
        }

        if (lacking.Count == 0)
        {
            return [this.Pass($"set up: {string.Join(", ", told)}; nothing was sent to try it")];
        }

        // What another host is told by its settings cannot be seen from here.
        var (evidence, next) = ($"not set up here: {string.Join(", ", lacking)}", "Set them where runs are driven; docs/notices.md names the settings.");
        return [subject.Host.Driver is { } driver ? this.Unknown($"{evidence}; notices are sent by {driver}", next) : this.Fail(evidence, next)];
    }

    private static async Task<NotifyRules?> RulesAsync(ChecklistSubject subject, MetadataRepository repository, CancellationToken cancellation)
    {
        var judged = await subject.JudgeAsync(cancellation) is { Succeeded: true, Value: var known } ? known : null;
        var name = repository.Environments[subject.Environment].Policy;
        return (judged?.Policy ?? (name is null ? null : repository.Policies[name]))?.Notify;
    }
}
