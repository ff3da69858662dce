using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Functions.Settings;

/// <summary>Every setting of the app, beside those of every host (<see cref="HostSettings"/>). Settings of the platform and of the Functions host are theirs and stand in their own documentation.</summary>
public static class AppSettings
{
    /// <summary>Set by the platform: the name under which it publishes the app.</summary>
    public const string PlatformHost = "WEBSITE_HOSTNAME";

    /// <summary>Set by the platform where the app has a managed identity.</summary>
    public const string PlatformIdentity = "IDENTITY_ENDPOINT";

    private const string UnlessEmulator = "unless FM_STORE_CONNECTION is set";
    private const string ClientId = "a client id (a GUID)";
    private const string SomeClientId = "7d1c0000-0000-0000-0000-000000000000";

    /// <summary>FM_REPOSITORY.</summary>
    public static readonly Setting Repository = new(
        "FM_REPOSITORY", "The metadata repository.", "an https address without user and password, or on your own machine the absolute path of a folder", "https://github.com/example/shop.git", Required: "always");

    /// <summary>FM_REPOSITORY_BRANCH.</summary>
    public static readonly Setting RepositoryBranch = new(
        "FM_REPOSITORY_BRANCH", "The branch whose files tell the sweep what there is.", "the name of a branch", "main", Default: "the branch that the server names first (HEAD)");

    /// <summary>FM_REPOSITORY_USER.</summary>
    public static readonly Setting RepositoryUser = new(
        "FM_REPOSITORY_USER", "The user who goes with the token; most servers take any.", "a name without spaces", "x-token-auth", Default: "`git`");

    /// <summary>FM_REPOSITORY_TOKEN_SECRET.</summary>
    public static readonly Setting RepositoryTokenSecret = new(
        "FM_REPOSITORY_TOKEN_SECRET", "Name of the secret that holds a token which may read the repository.", "the name of a secret, not its value", "shop-git-token", Default: "none: the repository is public");

    /// <summary>FM_STORE_BLOBS.</summary>
    public static readonly Setting StoreBlobs = new(
        "FM_STORE_BLOBS", "Blob endpoint of the storage account that holds the store.", "an https address", "https://shopfm.blob.core.windows.net", Required: UnlessEmulator);

    /// <summary>FM_STORE_TABLES.</summary>
    public static readonly Setting StoreTables = new(
        "FM_STORE_TABLES", "Table endpoint of the storage account that holds the store.", "an https address", "https://shopfm.table.core.windows.net", Required: UnlessEmulator);

    /// <summary>FM_STORE_AUDIT.</summary>
    public static readonly Setting StoreAudit = new(
        "FM_STORE_AUDIT", "Blob endpoint of the storage account that holds the audit under an immutability policy.", "an https address", "https://shopfmaudit.blob.core.windows.net", Default: "the account of FM_STORE_BLOBS");

    /// <summary>FM_STORE_PREFIX.</summary>
    public static readonly Setting StorePrefix = new(
        "FM_STORE_PREFIX", "What the store's containers and table begin with; several stores can share an account.", "2 to 20 lower-case letters and digits that begin with a letter", "fm", Default: "`fm`");

    /// <summary>FM_STORE_KEYS_SECRET.</summary>
    public static readonly Setting StoreKeysSecret = new(
        "FM_STORE_KEYS_SECRET", "Name of the secret that holds the store's keys (docs/stores.md says how to make them).", "the name of a secret, not its value", "fm-store-keys", Default: "`fm-store-keys`");

    /// <summary>FM_STORE_CONNECTION.</summary>
    public static readonly Setting StoreConnection = new(
        "FM_STORE_CONNECTION", "Connection of a storage emulator on this machine, for trials; in Azure an identity signs in.", "the connection string of an emulator on this machine", "UseDevelopmentStorage=true");

    /// <summary>FM_VAULT.</summary>
    public static readonly Setting Vault = new(
        "FM_VAULT", "The Key Vault that holds the secrets of the app: the store's keys, the repository's token.", "an https address", "https://shop-fm.vault.azure.net", Required: UnlessEmulator, Default: "settings that begin with FM_SECRET_");

    /// <summary>FM_CLIENT_ID.</summary>
    public static readonly Setting AppClientId = new(
        "FM_CLIENT_ID", "The managed identity of the app itself: store, vault.", ClientId, SomeClientId, Default: "the identity that the platform gives the app");

    /// <summary>FM_PLAN_CLIENT_ID.</summary>
    public static readonly Setting PlanClientId = new(
        "FM_PLAN_CLIENT_ID", "The managed identity that reads targets, where a target names none (`planClientId`).", ClientId, SomeClientId, Default: "that of FM_CLIENT_ID");

    /// <summary>FM_APPLY_CLIENT_ID.</summary>
    public static readonly Setting ApplyClientId = new(
        "FM_APPLY_CLIENT_ID", "The managed identity that writes targets, where a target names none (`clientId`).", ClientId, SomeClientId, Default: "that of FM_CLIENT_ID");

    /// <summary>FM_ALLOWED_HOSTS.</summary>
    public static readonly Setting AllowedHosts = new(
        "FM_ALLOWED_HOSTS", "Further names under which the app may be asked, beside those of FM_PUBLIC_ADDRESS and of the platform.", "host names parted by commas, without port", "fm.example.com,fm.internal.example.com");

    /// <summary>FM_WATCH_BRANCHES.</summary>
    public static readonly Setting WatchBranches = new(
        "FM_WATCH_BRANCHES", "Whether the sweep starts the run of a branch whose head has moved, where no webhook did.", "true or false", "true", Default: "`true`");

    /// <summary>FM_DRIFT_SCHEDULE.</summary>
    public static readonly Setting DriftSchedule = new(
        "FM_DRIFT_SCHEDULE", "When targets are compared with what was applied last.", "six fields of a schedule in UTC: second minute hour day month weekday", "0 0 3 * * *", Required: "always: the host reads it before the app starts");

    /// <summary>FM_STUCK_AFTER.</summary>
    public static readonly Setting StuckAfter = new(
        "FM_STUCK_AFTER", "How long a run that works may stand still before the sweep reports it.", "a duration from 10m to 7d", "2h", Default: "`2h`");

    /// <summary>OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public static readonly Setting OtlpEndpoint = new(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "Where traces, metrics and logs are sent as OTLP.", "an http or https address", "http://localhost:4317", Default: "they are not");

    /// <summary>APPLICATIONINSIGHTS_CONNECTION_STRING.</summary>
    public static readonly Setting AzureMonitor = new(
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "Where traces, metrics and logs are sent to Azure Monitor.", "the connection string of an Application Insights resource", "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/", Default: "they are not");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Repository, RepositoryBranch, RepositoryUser, RepositoryTokenSecret, StoreBlobs, StoreTables, StoreAudit, StorePrefix, StoreKeysSecret, StoreConnection, Vault, AppClientId,
        PlanClientId, ApplyClientId, AllowedHosts, WatchBranches, DriftSchedule, StuckAfter, OtlpEndpoint, AzureMonitor,
        .. HostSettings.All,
    ];

    /// <summary>The table of the documentation, in Markdown.</summary>
    public static string Table() => string.Concat(
        "| setting | what it says | value | required | without it |\n|---|---|---|---|---|\n",
        string.Concat(All.Select(setting =>
            $"| `{setting.Name}` | {setting.Meaning} | {setting.Expected}; such as `{setting.Example}` | {setting.Required ?? "no"} | {(setting.Required is null || setting.Default != "none" ? setting.Default : "the app does not start")} |\n")));
}
