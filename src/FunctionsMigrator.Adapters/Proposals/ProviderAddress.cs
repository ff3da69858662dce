using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// Where pull requests are opened. Hosts of the providers themselves are known; any other one gets a token only where a setting names it, since whoever can write a clone's remote would
/// otherwise choose who gets the token.
/// </summary>
/// <param name="Repository">The repository's address, https or on this machine.</param>
/// <param name="Provider">Whose interface it has.</param>
public sealed record ProviderAddress(Uri Repository, string Provider)
{
    /// <summary>Finds it by the settings and by the address of a remote, which may be one of ssh.</summary>
    public static Outcome<ProviderAddress> Find(ProposalOptions options, string? remote)
    {
        if ((options.Repository ?? (remote is null ? null : AddressOf(remote))) is not { } address)
        {
            return DriftCodes.ProposalHost.Fail<ProviderAddress>("The repository has no remote `origin` with an address of https or ssh, and FM_PROVIDER_REPOSITORY is not set.");
        }

        var hosted = ProviderOf(address.Host);
        if (hosted is null && (options.Provider is null || options.Repository is null))
        {
            return DriftCodes.ProposalHost.Fail<ProviderAddress>($"No setting says that {address.Host} may have the token, and whose interface it has.");
        }

        if (hosted is not null && options.Provider is { } said && said != hosted)
        {
            return DriftCodes.ProposalHost.Fail<ProviderAddress>($"{address.Host} has the interface {hosted}, and FM_PULL_REQUEST_PROVIDER says {said}.");
        }

        var provider = hosted ?? options.Provider!;
        return (provider, address) switch
        {
            (CheckOptions.AzureDevOps, _) when !address.AbsolutePath.Contains("/_git/", StringComparison.Ordinal) =>
                DriftCodes.ProposalHost.Fail<ProviderAddress>("The repository's address is none of Azure DevOps: it has no /_git/."),
            (ProposalOptions.Bitbucket, { IsLoopback: false }) when hosted is null =>
                DriftCodes.ProposalHost.Fail<ProviderAddress>($"{address.Host} is not Bitbucket Cloud, and Bitbucket Data Center has another interface, which is not spoken.", remedy: "Push the branch and open the pull request by hand."),
            _ => Outcome.Of(new ProviderAddress(address, provider)),
        };
    }

    /// <summary>Whose interface it is, over a token.</summary>
    public IProposals Open(string token, TimeProvider time) => Provider switch
    {
        CheckOptions.GitHub => new GitHubProposals(Repository, token, time),
        CheckOptions.GitLab => new GitLabProposals(Repository, token, time),
        CheckOptions.AzureDevOps => new AzureDevOpsProposals(Repository, token, time),
        _ => new BitbucketProposals(Repository, token, time),
    };

    private static string? ProviderOf(string host) => host.ToLowerInvariant() switch
    {
        "github.com" => CheckOptions.GitHub,
        "gitlab.com" => CheckOptions.GitLab,
        "bitbucket.org" => ProposalOptions.Bitbucket,
        "dev.azure.com" => CheckOptions.AzureDevOps,
        var azure when azure.EndsWith(".visualstudio.com", StringComparison.Ordinal) => CheckOptions.AzureDevOps,
        _ => null,
    };

    // What git takes: https://host/path, ssh://user@host:port/path, user@host:path. Names and passwords are left out.
    private static Uri? AddressOf(string remote)
    {
        if (!remote.Contains("://", StringComparison.Ordinal))
        {
            var colon = remote.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 && remote.IndexOf('@', StringComparison.Ordinal) is var at && at < colon && !remote[..colon].Contains('/', StringComparison.Ordinal)
                ? OfSsh(remote[(at + 1)..colon], remote[(colon + 1)..])
                : null;
        }

        if (!Uri.TryCreate(remote, UriKind.Absolute, out var uri))
        {
            return null;
        }

        return uri.Scheme switch
        {
            "ssh" => OfSsh(uri.Host, uri.AbsolutePath),
            "https" => new Uri(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)),
            _ => null,
        };
    }

    private static Uri? OfSsh(string host, string path)
    {
        var azure = host.ToLowerInvariant() is "ssh.dev.azure.com" or "vs-ssh.visualstudio.com";
        var parts = path.Trim('/').Split('/');
        var address = !azure ? $"https://{host}/{path.TrimStart('/')}" : parts is ["v3", var owner, var project, var name] ? $"https://dev.azure.com/{owner}/{project}/_git/{name}" : null;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
    }
}
