using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Starts the run of a branch whose head has moved and whose webhook never came. The reservation keeps it from being a second one where it did.</summary>
internal sealed class BranchWatch(MigratorServices services, RunStarter starter)
{
    /// <summary>Looks at all branches; what cannot be looked at is a problem and is looked at again next time.</summary>
    public async Task LookAsync(MetadataRepository metadata, string repository, Caller host, List<string> started, List<Finding> problems, CancellationToken cancellation)
    {
        foreach (var (branch, environments) in metadata.Repository.Branches.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (environments.Count == 0)
            {
                continue;
            }

            var head = await services.Git.ResolveAsync(repository, branch, cancellation);
            if (!head.TryGet(out var commit))
            {
                problems.AddRange(head.Findings);
                continue;
            }

            var seen = (await services.Store.Records.GetAsync(RunPartitions.Branches, branch, cancellation))?.Read<SeenHead>();
            if (seen?.Commit == commit.Sha)
            {
                continue;
            }

            // What stood there before anybody looked may be years old, and nobody asked for it.
            if (seen is not null && !await StartAsync(environments[0], metadata, repository, commit, host, started, problems, cancellation))
            {
                continue;
            }

            var now = services.Time.GetUtcNow();
            await services.Store.Records.SetAsync<SeenHead>(RunPartitions.Branches, branch, _ => new SeenHead(commit.Sha, now), cancellation);
        }
    }

    private async Task<bool> StartAsync(
        string environment, MetadataRepository metadata, string repository, CommitInfo commit, Caller host, List<string> started, List<Finding> problems, CancellationToken cancellation)
    {
        if (!metadata.Environments.ContainsKey(environment))
        {
            problems.Add(RunCodes.UnknownEnvironment.Finding($"A branch names environment '{environment}', which is not there."));
            return false;
        }

        var answer = await starter.StartAsync(starter.Draft(environment, repository, commit, host), 1, cancellation);
        if (!answer.TryGet(out var run))
        {
            problems.AddRange(answer.Findings);
            return false;
        }

        if (run.Created)
        {
            started.Add(run.Run.Id);
        }

        return true;
    }

    private sealed record SeenHead(string Commit, DateTimeOffset At);
}
