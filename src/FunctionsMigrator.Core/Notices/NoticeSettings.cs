using System.Globalization;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Settings of the channels that people are told by.</summary>
public static class NoticeSettings
{
    private const int LongestUser = 300;

    /// <summary>FM_SMTP_HOST.</summary>
    public static readonly Setting Host = new(
        "FM_SMTP_HOST", "The server that takes e-mail; set together with FM_SMTP_FROM.", "a host name or an IPv4 address", "smtp.azurecomm.net", Default: "no e-mail is sent");

    /// <summary>FM_SMTP_PORT.</summary>
    public static readonly Setting Port = new("FM_SMTP_PORT", "Its port.", "a number from 1 to 65535", "587", Default: "`587`, with tls `465`");

    /// <summary>FM_SMTP_FROM.</summary>
    public static readonly Setting From = new(
        "FM_SMTP_FROM", "The address that e-mail comes from; set together with FM_SMTP_HOST.", "one address for e-mail", "fm@example.com", Default: "no e-mail is sent");

    /// <summary>FM_SMTP_USER.</summary>
    public static readonly Setting User = new("FM_SMTP_USER", "Who signs in to it; of Azure Communication Services the name of the resource, the app and the tenant.", "a name without line breaks", "shop-mail.7d1c0000-0000-0000-0000-000000000000.7d1c0000-0000-0000-0000-000000000001", Default: "nobody signs in");

    /// <summary>FM_SMTP_PASSWORD_SECRET.</summary>
    public static readonly Setting PasswordSecret = new("FM_SMTP_PASSWORD_SECRET", "Name of the secret of the host that holds the password.", "the name of a secret, not its value", "smtp-password", Default: "nobody signs in");

    /// <summary>FM_SMTP_SECURITY.</summary>
    public static readonly Setting Security = new("FM_SMTP_SECURITY", "How the connection is protected.", "starttls, tls, or none for a server on this machine", "starttls", Default: "`starttls`");

    /// <summary>FM_SMTP_PER_MINUTE.</summary>
    public static readonly Setting PerMinute = new("FM_SMTP_PER_MINUTE", "How many e-mails a minute the server takes; more wait.", "a number from 1 to 10000", "30", Default: "`30`, the limit of Azure Communication Services");

    /// <summary>FM_TEAMS_HOSTS.</summary>
    public static readonly Setting TeamsHosts = new(
        "FM_TEAMS_HOSTS", "Hosts that Teams hooks may have beside those of Power Automate; one on this machine may be reached over http.", "host names parted by commas, each with `:port` where it is not 443", "hooks.example.com,127.0.0.1:9010");

    /// <summary>FM_NOTICE_HOSTS.</summary>
    public static readonly Setting WebhookHosts = new(
        "FM_NOTICE_HOSTS", "Hosts that the webhooks of a policy may be at; one on this machine may be reached over http.", "host names parted by commas, each with `:port` where it is not 443", "chat.example.com,127.0.0.1:9020", Default: "no webhook is posted to");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Host, Port, From, User, PasswordSecret, Security, PerMinute, TeamsHosts, WebhookHosts];

    /// <summary>Whether a host name is this machine by its form alone.</summary>
    public static bool IsThisMachine(string host) => Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var address) && address.Host == host && address.IsLoopback;

    internal static string? HostOf(string text) => Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4 ? text : null;

    internal static int? PortOf(string text) => Number(text, 65535);

    internal static int? RateOf(string text) => Number(text, 10_000);

    internal static string? AddressOf(string text) => EmailAddress.IsOne(text) ? text : null;

    internal static string? UserOf(string text) => text.Length <= LongestUser && !text.Any(char.IsControl) ? text : null;

    internal static SmtpSecurity? SecurityOf(string text) => text switch
    {
        "starttls" => SmtpSecurity.StartTls,
        "tls" => SmtpSecurity.Tls,
        "none" => SmtpSecurity.None,
        _ => null,
    };

    /// <summary>Host names parted by commas, each with a port where it is not 443; null where one is none.</summary>
    public static IReadOnlyList<string>? HostsOf(string text)
    {
        var hosts = text.Split(',', StringSplitOptions.TrimEntries);
        return hosts.All(IsHost) ? hosts : null;
    }

    private static bool IsHost(string text)
    {
        var parts = text.Split(':');
        return parts.Length <= 2 && HostOf(parts[0]) is not null && (parts.Length == 1 || PortOf(parts[1]) is not null);
    }

    private static int? Number(string text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
