using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Teams;

/// <summary>Addresses of Teams workflows. They hold their own key, so none is ever quoted.</summary>
internal static class TeamsHook
{
    private static readonly string[] Known = ["api.powerautomate.com", "api.powerplatform.com", "flow.microsoft.com"];
    private const string KnownEnding = ".environment.api.powerplatform.com";
    private const int Https = 443;

    /// <summary>Reads an address: https and a host of Power Automate, or one that the host's settings allow; http only to this machine, where the settings allow it.</summary>
    public static Outcome<Uri> Read(string text, IReadOnlyList<string> allowed)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var hook) || hook.Scheme is not ("https" or "http") || hook.UserInfo.Length > 0)
        {
            return NoticeCodes.NoHook.Fail<Uri>("The secret does not hold an https address.");
        }

        var host = hook.IdnHost.ToLowerInvariant();
        if (host is "outlook.office.com" or "outlook.office365.com" || host.EndsWith(".webhook.office.com", StringComparison.Ordinal))
        {
            return NoticeCodes.RetiredHook.Fail<Uri>("The secret holds the address of an Office 365 connector; Microsoft switched these off.");
        }

        var listed = allowed.Any(entry => string.Equals(entry, hook.Port == Https ? host : $"{host}:{hook.Port}", StringComparison.OrdinalIgnoreCase));
        var known = hook.Scheme == "https" && hook.Port == Https && (Known.Contains(host, StringComparer.Ordinal) || host.EndsWith(KnownEnding, StringComparison.Ordinal));
        return known || (listed && (hook.Scheme == "https" || NoticeSettings.IsThisMachine(host)))
            ? Outcome.Of(hook)
            : NoticeCodes.NoHook.Fail<Uri>(hook.Scheme == "http" ? "The secret holds an address without https." : "The secret holds an address of a host that is not one of Power Automate.");
    }
}
