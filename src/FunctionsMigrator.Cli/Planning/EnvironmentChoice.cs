using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>Which environment is meant when none is named.</summary>
internal static class EnvironmentChoice
{
    /// <summary>The one that is named; else the first one of the branch that is checked out; else the first one of the only branch there is.</summary>
    public static async Task<Outcome<string>> OfAsync(string? named, LocalHost host, CancellationToken cancellation)
    {
        if (named is not null)
        {
            return Outcome.Of(named);
        }

        var read = await host.ReadWorkTreeAsync(cancellation);
        if (!read.TryGet(out var repository))
        {
            return read.As<string>();
        }

        var branches = repository.Repository.Branches;
        var checkedOut = GitWorkTree.Branch(host.Parts.Folder.Path);
        var environments = checkedOut is not null && branches.TryGetValue(checkedOut, out var own) ? own : branches.Count == 1 ? branches.Values.First() : [];
        return environments.Count > 0
            ? Outcome.Of(environments[0])
            : CliCodes.Usage.Fail<string>(
                $"no environment is named, and the branch '{checkedOut ?? "(none)"}' has none in {RepositoryFolder.Marker}",
                remedy: $"Name one with --env: {string.Join(", ", repository.Environments.Keys)}.");
    }
}
