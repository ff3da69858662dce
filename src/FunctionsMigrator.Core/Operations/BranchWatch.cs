using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Starts the run of a branch whose head has moved, whether its webhook came or not: what stands on the branch now counts, and the reservation keeps it from being a second run.
/// </summary>
internal sealed class BranchWatch(MigratorServices services, RunStarter starter, RunStore runs)
{
    /// <summary>Looks at branches; what cannot be looked at is a problem and is looked at again next time.</summary>
    /// <param name="metadata">Says which branches there are.</param>
    /// <param name="repository">Folder or address of the repository.</param>
    /// <param name="host">Who starts their runs.</param>
    /// <param name="among">Which branches, by their environments.</param>
    /// <param name="started">Runs that were started.</param>
    /// <param name="problems">What went wrong.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task LookAsync(
        MetadataRepository metadata, string repository, Caller host, Func<IReadOnlyList<string>, bool> among, List<string> started, List<Finding> problems, CancellationToken cancellation)
    {
        foreach (var (branch, environments) in metadata.Repository.Branches.OrderBy(pair => pair.Key, StringComparer.Ordinal).Where(pair => pair.Value.Count > 0 && among(pair.Value)))
        {
            var head = await services.Git.ResolveAsync(repository, branch, cancellation);
            if (!head.TryGet(out var commit))
            {
                problems.AddRange(head.Findings);
                continue;
            }

            // What stood there before anybody looked may be years old, and nobody asked for it.
            var seen = await SeenAsync(branch, cancellation);
            if (seen == commit.Sha)
            {
                continue;
            }

            if (seen is null)
            {
                await SetSeenAsync(branch, commit.Sha, cancellation);
                continue;
            }

            var look = await StartAsync(branch, environments[0], metadata, repository, commit, host, [], problems, cancellation);
            started.AddRange(look?.Run is { Created: true } run ? [run.Run.Id] : []);
        }
    }

    /// <summary>Starts the run of a head that pushes led to, or finds it, or says why it starts none. Null: it cannot be started now, and why is among the problems.</summary>
    public async Task<BranchLook?> StartAsync(
        string branch, string environment, MetadataRepository metadata, string repository, CommitInfo head, Caller host, IReadOnlyList<Delivery> pushes, List<Finding> problems,
        CancellationToken cancellation)
    {
        if (!metadata.Environments.ContainsKey(environment))
        {
            problems.Add(RunCodes.UnknownEnvironment.Finding($"A branch names environment '{environment}', which is not there."));
            return null;
        }

        var seen = await SeenAsync(branch, cancellation);
        var known = seen ?? (pushes.Count == 0 ? null : pushes[0].Push.Before);
        var forced = pushes.Any(delivery => delivery.Push.Forced) || (known is not null && await RewrittenAsync(repository, known, head.Sha, cancellation));
        if (!forced && known is not null && await new PushFilter(services.Git).WhyNothingAsync(metadata.Repository.Pushes, repository, known, head.Sha, cancellation) is { } nothing)
        {
            await SetSeenAsync(branch, head.Sha, cancellation);
            return new BranchLook(null, nothing);
        }

        var last = pushes.LastOrDefault(delivery => delivery.Push.After == head.Sha) ?? (pushes.Count == 0 ? null : pushes[^1]);
        var draft = starter.Draft(environment, repository, head, last is null ? host : host with { Name = $"webhook:{last.Provider}" }) with
        {
            Delivery = last is null ? null : $"{last.Provider} {last.Id}",
            Pushers = [.. pushes.Select(delivery => delivery.Push.Pusher).OfType<GitIdentity>().Distinct()],
            Forced = forced,
        };
        var answer = await starter.StartAsync(draft, 1, cancellation);
        if (answer.TryGet(out var run) && !run.Created && seen != head.Sha && await CameBackAsync(run.Run, cancellation))
        {
            answer = await starter.StartAsync(draft, await starter.NextAttemptAsync(draft, cancellation), cancellation);
        }

        if (!answer.TryGet(out run))
        {
            problems.AddRange(answer.Findings);
            return null;
        }

        await AttachAsync(run.Run, draft, cancellation);
        await SetSeenAsync(branch, head.Sha, cancellation);
        return new BranchLook(run);
    }

    private async Task<string?> SeenAsync(string branch, CancellationToken cancellation) =>
        (await services.Store.Records.GetAsync(RunPartitions.Branches, branch, cancellation))?.Read<SeenHead>().Commit;

    private async Task SetSeenAsync(string branch, string commit, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        await services.Store.Records.SetAsync<SeenHead>(RunPartitions.Branches, branch, seen => seen?.Commit == commit ? seen : new SeenHead(commit, now), cancellation);
    }

    // Nothing that stood there is missing where all of it is below the head. What git does not know any more is missing.
    private async Task<bool> RewrittenAsync(string repository, string before, string head, CancellationToken cancellation) =>
        before != head && !((await services.Git.RangeAsync(repository, head, before, 1, cancellation)).TryGet(out var missing) && missing.Count == 0);

    // A branch that went back to a commit whose run is long over wants it again, where the environment has gone on since.
    private async Task<bool> CameBackAsync(RunRecord run, CancellationToken cancellation) =>
        run.State.IsFinal()
        && await new EnvironmentRecords(services.Store.Records).GoodAsync(run.Environment, cancellation) is { } good
        && good.Commit != run.Commit
        && (await runs.GetAsync(good.Run, cancellation)).TryGet(out var newer)
        && newer.StartedAt > run.StartedAt;

    // The run may have begun before anybody said who pushed: whoever did does not approve it.
    private async Task AttachAsync(RunRecord run, RunRecord draft, CancellationToken cancellation)
    {
        if (run.State.IsFinal() || draft.Pushers.All(run.Pushers.Contains))
        {
            return;
        }

        var rules = run.RulesFrom is null ? null : await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var people = rules is null || rules.Policy.Approvals.ExcludeAuthors is ExcludeAuthors.Off ? [] : draft.Pushers.Select(new Persons(rules.People).ByGit).OfType<string>().ToList();
        await runs.UpdateAsync(
            run.Id,
            record => record with
            {
                Delivery = record.Delivery ?? draft.Delivery,
                Pushers = [.. record.Pushers.Union(draft.Pushers)],
                Excluded = [.. record.Excluded.Union(people).Order(StringComparer.Ordinal)],
            },
            cancellation);
    }

    /// <summary>What a look at a branch led to.</summary>
    /// <param name="Run">The run of its head.</param>
    /// <param name="Nothing">Why it has none.</param>
    public sealed record BranchLook(StartedRun? Run, string? Nothing = null);

    private sealed record SeenHead(string Commit, DateTimeOffset At);
}
