using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>Settings about deliveries of git providers.</summary>
public static class WebhookSettings
{
    private const string Names = "names of one or two secrets, not their values, parted by a comma";

    /// <summary>FM_WEBHOOK_GITHUB_SECRETS.</summary>
    public static readonly Setting GitHub = Of("FM_WEBHOOK_GITHUB_SECRETS", "GitHub", "fm-webhook-github,fm-webhook-github-next");

    /// <summary>FM_WEBHOOK_GITLAB_SECRETS.</summary>
    public static readonly Setting GitLab = Of("FM_WEBHOOK_GITLAB_SECRETS", "GitLab", "fm-webhook-gitlab");

    /// <summary>FM_WEBHOOK_BITBUCKET_SECRETS.</summary>
    public static readonly Setting Bitbucket = Of("FM_WEBHOOK_BITBUCKET_SECRETS", "Bitbucket Cloud", "fm-webhook-bitbucket");

    /// <summary>FM_WEBHOOK_BITBUCKET_SERVER_SECRETS.</summary>
    public static readonly Setting BitbucketServer = Of("FM_WEBHOOK_BITBUCKET_SERVER_SECRETS", "Bitbucket Data Center", "fm-webhook-bitbucket-server");

    /// <summary>FM_WEBHOOK_AZURE_DEVOPS_SECRETS.</summary>
    public static readonly Setting AzureDevOps = Of("FM_WEBHOOK_AZURE_DEVOPS_SECRETS", "Azure DevOps", "fm-webhook-azure-devops");

    /// <summary>FM_WEBHOOK_GENERIC_SECRETS.</summary>
    public static readonly Setting Generic = Of("FM_WEBHOOK_GENERIC_SECRETS", "senders that sign with the product's own headers, also of check results", "fm-webhook-generic");

    /// <summary>FM_WEBHOOK_LARGEST.</summary>
    public static readonly Setting Largest = new(
        "FM_WEBHOOK_LARGEST", "The largest body of a delivery that is read.", "a number of MiB from 1 to 25", "5", Default: "`5`");

    /// <summary>FM_PROVIDER_REPOSITORY.</summary>
    public static readonly Setting Repository = new(
        "FM_PROVIDER_REPOSITORY", "The repository at its git provider: deliveries of other repositories start nothing, and check results are read there.", "an https address without user and password",
        "https://github.com/example/shop.git", Default: "the repository that the host serves, where that is an https address");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [GitHub, GitLab, Bitbucket, BitbucketServer, AzureDevOps, Generic, Largest, Repository];

    /// <summary>The setting with the names of each provider's secrets.</summary>
    public static IReadOnlyDictionary<string, Setting> Secrets { get; } = new Dictionary<string, Setting>(StringComparer.Ordinal)
    {
        ["github"] = GitHub,
        ["gitlab"] = GitLab,
        ["bitbucket"] = Bitbucket,
        ["bitbucket-server"] = BitbucketServer,
        ["azure-devops"] = AzureDevOps,
        ["generic"] = Generic,
    };

    private static Setting Of(string name, string provider, string example) =>
        new(name, $"Names of the secrets that prove deliveries of {provider}; two while one is rotated.", Names, example, Default: "none: such deliveries are refused");
}
