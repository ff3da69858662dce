using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>What the tool was told about pull requests (<see cref="ProposalSettings"/>), checked.</summary>
/// <param name="Provider">Whose interface it is; null: that of the address's host.</param>
/// <param name="TokenSecret">Name of the secret with the token.</param>
/// <param name="Repository">The repository at its provider; null: where <c>origin</c> is.</param>
public sealed record ProposalOptions(string? Provider = null, string TokenSecret = ProposalOptions.DefaultSecret, Uri? Repository = null)
{
    /// <summary>Bitbucket Cloud.</summary>
    public const string Bitbucket = "bitbucket";

    /// <summary>The secret where none is named.</summary>
    public const string DefaultSecret = "pull-request-token";

    /// <summary>Reads them; what is wrong stands among the findings of <paramref name="read"/>.</summary>
    public static ProposalOptions Read(SettingReader read) => new(
        read.Optional(ProposalSettings.Provider, text => text is CheckOptions.GitHub or CheckOptions.GitLab or CheckOptions.AzureDevOps or Bitbucket ? text : null),
        read.Optional(ProposalSettings.Token, SettingForms.SecretName) ?? DefaultSecret,
        read.Optional(WebhookSettings.Repository, text => SettingForms.Https(text) ?? Loopback(text)));

    // A server on one's own machine sees the token anyway.
    private static Uri? Loopback(string text) => SettingForms.Collector(text) is { IsLoopback: true, Query.Length: 0, Fragment.Length: 0 } address ? address : null;
}
