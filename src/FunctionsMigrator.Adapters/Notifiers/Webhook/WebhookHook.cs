using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Webhook;

/// <summary>Where a webhook is, and by which secret it is signed. An address may hold a key of its own, so none is ever quoted.</summary>
/// <param name="Secret">Name of the secret.</param>
/// <param name="Url">The address.</param>
internal sealed record WebhookHook(string Secret, Uri Url)
{
    private const int Https = 443;

    /// <summary>Reads what <see cref="NoticeReceivers.WebhookAddress"/> writes: https to a host that the settings allow; http only to this machine, where they allow it.</summary>
    public static Outcome<WebhookHook> Read(string address, IReadOnlyList<string> allowed)
    {
        var parts = address.Split(' ', 2);
        if (parts.Length != 2 || !Uri.TryCreate(parts[1], UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            return NoticeCodes.NoWebhook.Fail<WebhookHook>("The policy names no https address.");
        }

        var host = url.IdnHost.ToLowerInvariant();
        var listed = allowed.Any(entry => string.Equals(entry, url.Port == Https ? host : $"{host}:{url.Port}", StringComparison.OrdinalIgnoreCase));
        return !listed ? NoticeCodes.NoWebhook.Fail<WebhookHook>($"The settings of the host do not allow {host}.")
            : url.Scheme == "http" && !NoticeSettings.IsThisMachine(host) ? NoticeCodes.NoWebhook.Fail<WebhookHook>($"The address at {host} is without https.")
            : Outcome.Of(new WebhookHook(parts[0], url));
    }
}
