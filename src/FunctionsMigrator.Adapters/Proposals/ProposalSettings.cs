using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>Settings of the <c>fm</c> tool about pull requests.</summary>
public static class ProposalSettings
{
    /// <summary>FM_PULL_REQUEST_PROVIDER.</summary>
    public static readonly Setting Provider = new(
        "FM_PULL_REQUEST_PROVIDER", "Whose interface opens pull requests at the host of FM_PROVIDER_REPOSITORY.", "github, gitlab, azure-devops or bitbucket", "gitlab", Default: "whose host it is, where that is a host of the providers themselves");

    /// <summary>FM_PULL_REQUEST_TOKEN_SECRET.</summary>
    public static readonly Setting Token = new(
        "FM_PULL_REQUEST_TOKEN_SECRET", "Name of the secret that holds a token which may write branches and open pull requests.", "the name of a secret, not its value", "shop-pull-requests", Default: "`pull-request-token`");

    /// <summary>All that are read for a pull request.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Provider, Token, WebhookSettings.Repository];
}
