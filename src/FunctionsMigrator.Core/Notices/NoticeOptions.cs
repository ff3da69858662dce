using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Notices;

/// <summary>What a host was told about its channels (<see cref="NoticeSettings"/>), checked.</summary>
public sealed record NoticeOptions
{
    /// <summary>The server for e-mail; null: the host sends none.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Hosts of Teams hooks beside the known ones, with a port where it is not 443.</summary>
    public IReadOnlyList<string> TeamsHosts { get; init; } = [];

    /// <summary>Hosts that webhooks may be at, with a port where it is not 443.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    /// <summary>Reads them; what is wrong stands among the findings of <paramref name="read"/>.</summary>
    public static NoticeOptions Read(SettingReader read) => new() { Smtp = Server(read), TeamsHosts = read.Optional(NoticeSettings.TeamsHosts, NoticeSettings.HostsOf) ?? [], WebhookHosts = read.Optional(NoticeSettings.WebhookHosts, NoticeSettings.HostsOf) ?? [] };

    private static SmtpOptions? Server(SettingReader read)
    {
        Setting[] all = [NoticeSettings.Host, NoticeSettings.Port, NoticeSettings.From, NoticeSettings.User, NoticeSettings.PasswordSecret, NoticeSettings.Security, NoticeSettings.PerMinute];
        if (!all.Any(read.Has))
        {
            return null;
        }

        var security = read.OptionalValue(NoticeSettings.Security, NoticeSettings.SecurityOf) ?? SmtpSecurity.StartTls;
        var server = new SmtpOptions(
            read.Required(NoticeSettings.Host, NoticeSettings.HostOf) ?? "",
            read.OptionalValue(NoticeSettings.Port, NoticeSettings.PortOf) ?? (security is SmtpSecurity.Tls ? 465 : 587),
            read.Required(NoticeSettings.From, NoticeSettings.AddressOf) ?? "",
            security,
            read.Optional(NoticeSettings.User, NoticeSettings.UserOf),
            read.Optional(NoticeSettings.PasswordSecret, SettingForms.SecretName),
            read.OptionalValue(NoticeSettings.PerMinute, NoticeSettings.RateOf) ?? 30);
        if (server.User is null != server.PasswordSecret is null)
        {
            read.Add(AppCodes.SettingMissing.Finding($"{NoticeSettings.User.Name} and {NoticeSettings.PasswordSecret.Name} are set together, or neither is."));
        }

        if (server.Security is SmtpSecurity.None && !NoticeSettings.IsThisMachine(server.Host))
        {
            read.Add(AppCodes.SettingMalformed.Finding($"{NoticeSettings.Security.Name} is 'none', and {NoticeSettings.Host.Name} is another machine: links and names would travel unprotected. Expected: starttls or tls."));
        }

        return server;
    }
}
