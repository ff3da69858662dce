using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.TakingBack;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Reads what environments hold. A clone also tells what of it is still on the branch.</summary>
internal sealed class EnvironmentStandings(IFmHost host)
{
    private const int RunsLookedAt = 500;
    private const int CommitsLookedAt = 1_000;

    /// <summary>All environments that had a run, in ordinal order; or one of them.</summary>
    public async Task<IReadOnlyList<EnvironmentStanding>> ReadAsync(string? environment, CancellationToken cancellation)
    {
        var runs = new List<RunRecord>();
        await foreach (var run in host.Migrator.ListAsync(new RunFilter(environment, Limit: RunsLookedAt), cancellation))
        {
            runs.Add(run);
        }

        var drifted = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var record in host.Migrator.ListDriftAsync(cancellation))
        {
            drifted[record.Environment] = record.State is DriftState.Drifted ? record.Items : 0;
        }

        var standings = new List<EnvironmentStanding>();
        foreach (var group in runs.GroupBy(run => run.Environment, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            standings.Add(await OfAsync(group.Key, [.. group], drifted.TryGetValue(group.Key, out var items) ? items : null, cancellation));
        }

        return standings;
    }

    /// <summary><c>production  at 1a2b3c4 One-page checkout; main at 9f8e7d6 contains 5c5c5c5 Longer timeout, which was taken back by ...</c></summary>
    public static void Print(Output output, EnvironmentStanding standing)
    {
        var at = standing.Commit is { } commit ? $"at {PlanWords.ShortCommit(commit)} {standing.Title}".TrimEnd() : "holds nothing of git";
        output.Line(($"{standing.Environment,-11} ", Tone.Strong), (at, Tone.Plain), (standing.Drifted > 0 ? $"; drift: {PlanWords.Count(standing.Drifted.Value, "item")}" : "", Tone.Caution));
        foreach (var back in standing.TakenBack)
        {
            var what = $"{PlanWords.ShortCommit(back.Commit)} {back.Title}".TrimEnd();
            output.Line(back.Branch is { } branch
                ? ($"            {branch} at {PlanWords.ShortCommit(back.Head!)} contains {what}, which was taken back by {back.By}", Tone.Caution)
                : ($"            {what} was taken back by {back.By}", Tone.Plain));
        }
    }

    private async Task<EnvironmentStanding> OfAsync(string environment, IReadOnlyList<RunRecord> runs, int? drifted, CancellationToken cancellation)
    {
        var holds = runs.FirstOrDefault(run => run.State.IsGood() && run is { Reverts: null, Heals: null, TakenBackBy: null });
        var open = runs.Where(run => !run.State.IsFinal()).ToList();
        var back = new List<TakenBackRun>();
        foreach (var run in runs.Where(run => run.TakenBackBy is not null && (holds is null || run.StartedAt > holds.StartedAt)))
        {
            back.Add(await OnBranchAsync(new TakenBackRun(run.Id, run.Commit, run.Title, run.TakenBackBy!), environment, cancellation));
        }

        return new EnvironmentStanding(environment, holds?.Id, holds?.Commit, holds?.Title, [.. open.Select(run => run.Id)], back, drifted) { OpenRuns = open };
    }

    private async Task<TakenBackRun> OnBranchAsync(TakenBackRun run, string environment, CancellationToken cancellation)
    {
        if (host is not LocalHost local)
        {
            return run;
        }

        var (git, folder) = (local.Parts.Git, local.Parts.Folder.Path);
        var branch = await BranchOfAsync(local, environment, cancellation);
        if (!(await git.ResolveAsync(folder, branch, cancellation)).TryGet(out var head)
            || !(await git.RangeAsync(folder, head.Sha, run.Commit, 1, cancellation)).TryGet(out var missing) || missing.Count > 0)
        {
            return run;
        }

        var since = await git.RangeAsync(folder, run.Commit, head.Sha, CommitsLookedAt, cancellation);
        return since.TryGet(out var later) && later.Any(commit => commit.Message.Contains(RevertCommit.Trailer(run.Run), StringComparison.Ordinal))
            ? run
            : run with { Branch = branch, Head = head.Sha };
    }

    /// <summary>The branch that leads to an environment, by the files as they are.</summary>
    public static async Task<string> BranchOfAsync(LocalHost host, string environment, CancellationToken cancellation) =>
        (await host.Parts.ReadWorkTreeAsync(cancellation)).TryGet(out var repository)
            ? repository.Repository.Branches.OrderBy(pair => pair.Key, StringComparer.Ordinal).Where(pair => pair.Value.Contains(environment)).Select(pair => pair.Key).FirstOrDefault() ?? GitRepositories.FirstBranch
            : GitRepositories.FirstBranch;
}
