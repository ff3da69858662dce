using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Finds what can be promoted: the newest bundle that is good in the environment before, and was not taken back there.</summary>
internal sealed class PromotionCandidates(MigratorServices services, RunStore runs)
{
    /// <summary>The run that is promoted to the environment; with a revision the one of that commit.</summary>
    public async Task<Outcome<RunRecord>> FindAsync(string repository, string to, string? revision, CancellationToken cancellation)
    {
        var head = await services.Git.ResolveAsync(repository, revision ?? "HEAD", cancellation);
        if (!head.TryGet(out var commit))
        {
            return head.As<RunRecord>();
        }

        var tree = await services.Git.OpenTreeAsync(repository, commit.Sha, new SourceLimits(), cancellation);
        var read = tree.TryGet(out var files) ? await services.Metadata.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
        if (!read.TryGet(out var metadata))
        {
            return read.As<RunRecord>();
        }

        if (!metadata.Environments.TryGetValue(to, out var environment))
        {
            return RunCodes.UnknownEnvironment.Fail<RunRecord>($"There is no environment '{to}'; there are {string.Join(", ", metadata.Environments.Keys.Order(StringComparer.Ordinal))}.");
        }

        var from = environment.Policy is { } policy && metadata.Policies[policy].Promotion is { } rule ? rule.From : Before(metadata.Repository, to);
        if (from is null)
        {
            return RunCodes.NoCandidate.Fail<RunRecord>($"No branch and no policy says what is promoted to {to}.");
        }

        var candidate = (await runs.ListAsync(from, cancellation)).FirstOrDefault(run =>
            run.State.IsGood() && run is { TakenBackBy: null, Reverts: null, Heals: null } && (revision is null || run.Commit == commit.Sha));
        return candidate is null
            ? RunCodes.NoCandidate.Fail<RunRecord>(revision is null ? $"No run is good in {from}." : $"Commit {commit.Sha[..7]} has no good run in {from}.")
            : Outcome.Of(candidate);
    }

    private static string? Before(RepositoryDocument repository, string environment)
    {
        foreach (var branch in repository.Branches.Values)
        {
            for (var i = 1; i < branch.Count; i++)
            {
                if (branch[i] == environment)
                {
                    return branch[i - 1];
                }
            }
        }

        return null;
    }
}
