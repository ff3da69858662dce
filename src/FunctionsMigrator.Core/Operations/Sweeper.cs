using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What a host does every minute so that nothing is lost: starts what is reserved and never started, wakes runs with unread commands, turns candidates into promotions.</summary>
public sealed class Sweeper(MigratorServices services, IWorkflowClient workflows)
{
    private static readonly Caller Host = new("fm", new HashSet<AccessRole> { AccessRole.Operator }, "host");

    /// <summary>
    /// Starts one run that is reserved and has no instance: what a process that was stopped between the two left behind. Answers whether there is such a run.
    /// </summary>
    public async Task<bool> EnsureStartedAsync(string run, CancellationToken cancellation)
    {
        var starter = new RunStarter(services, workflows);
        await foreach (var reserved in starter.ReservedAsync(cancellation))
        {
            if (reserved.Id == run)
            {
                await starter.EnsureStartedAsync(reserved, cancellation);
                return true;
            }
        }

        return false;
    }

    /// <summary>Sweeps once. Answers the ids of the runs that were started.</summary>
    public async Task<IReadOnlyList<string>> SweepAsync(MetadataRepository? metadata, string repository, CancellationToken cancellation)
    {
        var started = new List<string>();
        var runs = new RunStore(services.Store.Records, services.Time);
        var commands = new CommandLog(services.Store.Records);
        var starter = new RunStarter(services, workflows);
        var all = await runs.ListAsync(null, cancellation);
        var over = all.Where(run => run.State.IsFinal()).Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        await foreach (var reserved in starter.ReservedAsync(cancellation))
        {
            // The history of a final run is removed after its retention; the run is over all the same.
            if (!over.Contains(reserved.Id) && await workflows.GetAsync(reserved.Id, cancellation) is null)
            {
                await starter.EnsureStartedAsync(reserved, cancellation);
                started.Add(reserved.Id);
            }
        }

        foreach (var run in all.Where(run => !over.Contains(run.Id)))
        {
            if ((await commands.ReadAsync(run.Id, run.Seen, cancellation)).Count > 0)
            {
                await workflows.WakeAsync(run.Id, cancellation);
            }
        }

        if (metadata is not null)
        {
            started.AddRange(await PromoteAsync(metadata, repository, runs, starter, cancellation));
        }

        return started;
    }

    private async Task<List<string>> PromoteAsync(
        MetadataRepository metadata, string repository, RunStore runs, RunStarter starter, CancellationToken cancellation)
    {
        var started = new List<string>();
        foreach (var (name, environment) in metadata.Environments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (environment.Policy is not { } policy || metadata.Policies[policy].Promotion is not { Start: PromotionStart.Auto } rule)
            {
                continue;
            }

            var candidate = (await runs.ListAsync(rule.From, cancellation)).FirstOrDefault(run =>
                run.State.IsGood() && run.TakenBackBy is null && run.Reverts is null && run.UpdatedAt + rule.Soak <= services.Time.GetUtcNow());
            if (candidate is null)
            {
                continue;
            }

            var draft = starter.Draft(name, candidate.Repository, candidate.Commit, candidate.Title, Host) with { PromotedFrom = candidate.Id };
            var answer = await starter.StartAsync(draft, 1, cancellation);
            if (answer.TryGet(out var run) && run.Created)
            {
                started.Add(run.Run.Id);
            }
        }

        return started;
    }
}
