using FunctionsMigrator.Core.Access;

namespace FunctionsMigrator.Core.Settings;

/// <summary>What every host was told by its settings (<see cref="HostSettings"/>), checked.</summary>
public sealed record HostOptions
{
    /// <summary>Where people reach the host; null where nobody said.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>How people are told.</summary>
    public Notices.NoticeOptions Notices { get; init; } = new();

    /// <summary>Deliveries of git providers.</summary>
    public Deliveries.WebhookOptions Webhooks { get; init; } = new();

    /// <summary>A second place for the heads of the audit; null: there is none.</summary>
    public Evidence.HeadPlace? AuditHeads { get; init; }

    /// <summary>Results of checks.</summary>
    public Checks.CheckOptions Checks { get; init; } = new();

    /// <summary>Whom of Entra ID the host believes; null: nobody, API keys alone open it.</summary>
    public EntraOptions? Entra { get; init; }

    /// <summary>Name of the secret that holds the key which signs decisions; null: a key that the store keeps.</summary>
    public string? SigningKeySecret { get; init; }

    /// <summary>Reads them; what is wrong stands among the findings of <paramref name="read"/>.</summary>
    /// <param name="read">The settings of the process.</param>
    /// <param name="site">Reads an address without a path: <see cref="SettingForms.Site"/> where only https is taken.</param>
    public static HostOptions Read(SettingReader read, Func<string, Uri?> site) => new()
    {
        PublicAddress = read.Optional(HostSettings.PublicAddress, site),
        Notices = Core.Notices.NoticeOptions.Read(read),
        Checks = Core.Checks.CheckOptions.Read(read),
        Webhooks = Deliveries.WebhookOptions.Read(read),
        AuditHeads = read.Optional(Evidence.AuditSettings.Heads, Evidence.HeadPlace.Parse),
        Entra = EntraOptions.Read(read),
        SigningKeySecret = read.Optional(Decisions.DecisionSettings.SigningKey, SettingForms.SecretName),
    };
}
