using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Functions.Settings;

/// <summary>What the app was told by its settings (<see cref="AppSettings"/>), checked.</summary>
public sealed record AppOptions
{
    /// <summary>Address or folder of the metadata repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The revision whose files tell the sweep and the drift check what there is. Default <c>HEAD</c>.</summary>
    public string RepositoryBranch { get; init; } = "HEAD";

    /// <summary>Who goes with the repository's token. Default <c>git</c>.</summary>
    public string RepositoryUser { get; init; } = "git";

    /// <summary>Name of the secret with the repository's token; null for a public one.</summary>
    public string? RepositoryTokenSecret { get; init; }

    /// <summary>Blob endpoint of the store; null with a connection.</summary>
    public Uri? StoreBlobs { get; init; }

    /// <summary>Table endpoint of the store; null with a connection.</summary>
    public Uri? StoreTables { get; init; }

    /// <summary>Blob endpoint of the audit; null for that of the store.</summary>
    public Uri? StoreAudit { get; init; }

    /// <summary>What containers and table of the store begin with. Default <c>fm</c>.</summary>
    public string StorePrefix { get; init; } = "fm";

    /// <summary>Name of the secret with the store's keys. Default <c>fm-store-keys</c>.</summary>
    public string StoreKeysSecret { get; init; } = "fm-store-keys";

    /// <summary>Connection of an emulator on this machine; null in Azure.</summary>
    public string? StoreConnection { get; init; }

    /// <summary>The vault of the app's own secrets; null: settings that begin with <c>FM_SECRET_</c>.</summary>
    public Uri? Vault { get; init; }

    /// <summary>Client id of the app's identity; null for the platform's.</summary>
    public string? ClientId { get; init; }

    /// <summary>Client id of the identity that reads targets; null for that of the app.</summary>
    public string? PlanClientId { get; init; }

    /// <summary>Client id of the identity that writes targets; null for that of the app.</summary>
    public string? ApplyClientId { get; init; }

    /// <summary>What every host is told.</summary>
    public HostOptions Host { get; init; } = new();

    /// <summary>Where people reach the app; null where nobody said.</summary>
    public Uri? PublicAddress => Host.PublicAddress;

    /// <summary>What the app tells its sweep.</summary>
    public SweepRequest Sweep => new(Repository) { Revision = RepositoryBranch, WatchBranches = WatchBranches, TakesDeliveries = Host.Webhooks.Any, StuckAfter = StuckAfter };

    /// <summary>Names under which the app may be asked.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Whether moved branches start runs. Default true.</summary>
    public bool WatchBranches { get; init; } = true;

    /// <summary>When drift is looked for: second, minute, hour, day, month, weekday.</summary>
    public required string DriftSchedule { get; init; }

    /// <summary>How long a run that works may stand still. Default 2 hours. From 10 minutes to 7 days.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Where telemetry is sent as OTLP; null: nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Where telemetry is sent to Azure Monitor; null: nowhere.</summary>
    public string? AzureMonitor { get; init; }

    /// <summary>Whether the platform gives the app managed identities; else whoever is signed in on this machine is the app.</summary>
    public bool HasManagedIdentity { get; init; }

    /// <summary>Reads all settings. What is missing, malformed, unknown or contradicts another one is a finding each, all at once.</summary>
    /// <param name="settings">The settings of the process by name.</param>
    public static Outcome<AppOptions> Read(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var read = new SettingReader(settings, AppSettings.All);
        read.Exclude(AppSettings.StoreConnection, AppSettings.StoreBlobs);
        read.Exclude(AppSettings.StoreConnection, AppSettings.StoreTables);
        read.Exclude(AppSettings.StoreConnection, AppSettings.StoreAudit);
        var emulated = read.Has(AppSettings.StoreConnection);
        Uri? Needed(Setting setting) => emulated ? read.Optional(setting, SettingForms.Https) : read.Required(setting, SettingForms.Https);

        var options = new AppOptions
        {
            Repository = read.Required(AppSettings.Repository, SettingForms.Repository)!,
            RepositoryBranch = read.Optional(AppSettings.RepositoryBranch, SettingForms.Branch) ?? "HEAD",
            RepositoryUser = read.Optional(AppSettings.RepositoryUser, SettingForms.Word) ?? "git",
            RepositoryTokenSecret = read.Optional(AppSettings.RepositoryTokenSecret, SettingForms.SecretName),
            StoreBlobs = Needed(AppSettings.StoreBlobs),
            StoreTables = Needed(AppSettings.StoreTables),
            StoreAudit = read.Optional(AppSettings.StoreAudit, SettingForms.Https),
            StorePrefix = read.Optional(AppSettings.StorePrefix, SettingForms.StorePrefix) ?? "fm",
            StoreKeysSecret = read.Optional(AppSettings.StoreKeysSecret, SettingForms.SecretName) ?? "fm-store-keys",
            StoreConnection = read.Optional(AppSettings.StoreConnection, SettingForms.EmulatorConnection),
            Vault = Needed(AppSettings.Vault),
            ClientId = read.Optional(AppSettings.AppClientId, SettingForms.ClientId),
            PlanClientId = read.Optional(AppSettings.PlanClientId, SettingForms.ClientId),
            ApplyClientId = read.Optional(AppSettings.ApplyClientId, SettingForms.ClientId),
            Host = HostOptions.Read(read, SettingForms.Site),
            Hosts = read.Optional(AppSettings.AllowedHosts, SettingForms.Hosts) ?? [],
            WatchBranches = read.OptionalValue(AppSettings.WatchBranches, SettingForms.Flag) ?? true,
            DriftSchedule = read.Required(AppSettings.DriftSchedule, SettingForms.Schedule)!,
            StuckAfter = read.OptionalValue(AppSettings.StuckAfter, SettingForms.Patience) ?? TimeSpan.FromHours(2),
            OtlpEndpoint = read.Optional(AppSettings.OtlpEndpoint, SettingForms.Collector),
            AzureMonitor = read.Optional(AppSettings.AzureMonitor, SettingForms.AzureMonitor),
            HasManagedIdentity = read.OfPlatform(AppSettings.PlatformIdentity) is not null,
        };
        return read.Findings.Count > 0 ? Outcome.Fail<AppOptions>([.. read.Findings]) : Outcome.Of(options.WithPlatform(read.OfPlatform(AppSettings.PlatformHost)));
    }

    // The platform names the app without a scheme, and on a developer's machine with a port.
    private AppOptions WithPlatform(string? published)
    {
        var name = published?.Split(':')[0];
        var address = PublicAddress ?? (name is null or "localhost" ? null : new Uri($"https://{name}"));
        string?[] all = [.. Hosts, address?.Host, name];
        return this with { Host = Host with { PublicAddress = address }, Hosts = [.. all.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)] };
    }
}
