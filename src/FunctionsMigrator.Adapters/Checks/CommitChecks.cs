using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Checks;

/// <summary>Makes what reads the results of checks, as a host was told.</summary>
public static class CommitChecks
{
    /// <summary>Null where no provider is named; where its repository is not known, every reading is <c>CHK005</c> and says so.</summary>
    /// <param name="options">What the host was told.</param>
    /// <param name="repository">The repository at its provider; null: nobody said.</param>
    /// <param name="secret">Reads a secret of the host.</param>
    public static ICommitChecks? Of(CheckOptions options, Uri? repository, Func<string, CancellationToken, Task<Outcome<string>>> secret)
    {
        Func<CancellationToken, Task<Outcome<string>>>? token = options.TokenSecret is { } name ? cancellation => secret(name, cancellation) : null;
        return (options.Provider, repository) switch
        {
            (null, _) => null,
            (_, null) => new Unknown("nobody says where the repository is: set FM_PROVIDER_REPOSITORY"),
            (CheckOptions.GitHub, _) => new GitHubChecks(repository, token),
            (CheckOptions.GitLab, _) => new GitLabChecks(repository, token),
            _ when !repository.AbsolutePath.Contains("/_git/", StringComparison.Ordinal) => new Unknown("the repository's address is none of Azure DevOps: it has no /_git/"),
            _ => new AzureDevOpsChecks(repository, token),
        };
    }

    private sealed class Unknown(string why) : ICommitChecks
    {
        public Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(string commit, CancellationToken cancellation) =>
            Task.FromResult(CheckCodes.Unavailable.Fail<IReadOnlyList<CheckResult>>($"checks: no results can be read: {why}"));
    }
}
