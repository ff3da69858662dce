using FunctionsMigrator.Core.Access;

namespace FunctionsMigrator.Core.Settings;

/// <summary>Settings that every host reads: the app in Azure among its settings, <c>fm serve</c> from environment variables.</summary>
public static class HostSettings
{
    /// <summary>What every setting of ours begins with; whatever begins so and is not listed stops the start.</summary>
    public const string Prefix = "FM_";

    /// <summary>What the name of a setting begins with that holds the value of a secret, for trials without a vault.</summary>
    public const string SecretPrefix = "FM_SECRET_";

    /// <summary>FM_PUBLIC_ADDRESS.</summary>
    public static readonly Setting PublicAddress = new(
        "FM_PUBLIC_ADDRESS", "The address under which people reach the host; links in notices begin with it.", "an https address without a path (`fm serve` takes http too)", "https://fm.example.com", Default: "in Azure https and the name that the platform gives the app, else the address that is listened on");

    /// <summary>All of them, in the order of the documentation. A setting that is not in this list is refused as unknown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        PublicAddress,
        .. EntraSettings.All,
        .. Notices.NoticeSettings.All,
        .. Deliveries.WebhookSettings.All,
        Evidence.AuditSettings.Heads,
        .. Checks.CheckSettings.All,
        .. Decisions.DecisionSettings.All,
    ];

    /// <summary>Settings of the <c>fm</c> tool that may stand in the surroundings of a developer.</summary>
    internal static IReadOnlyList<string> OfTheTool { get; } = ["FM_API_KEY", "FM_SERVER", "FM_STORE_ACCOUNT", "FM_APPROVE", "FM_PULL_REQUEST_PROVIDER", "FM_PULL_REQUEST_TOKEN_SECRET"];
}
