using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.TakingBack;

/// <summary>Takes back in git what a run brought: one commit on a branch of its own, behind the branch that leads to the run's environment.</summary>
internal sealed class RevertCommit(LocalHost host, TimeProvider time)
{
    private const int RunsLookedAt = 1_000;

    /// <summary>The line of a message by which a commit says that it takes back what a run brought.</summary>
    public static string Trailer(string run) => $"Fm-Takes-Back: {run}";

    /// <summary>Writes it.</summary>
    /// <param name="run">The run that brought the change.</param>
    /// <param name="by">The run that takes it back; null: git is the only way.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Outcome<RevertBranch>> WriteAsync(string run, string? by, CancellationToken cancellation)
    {
        var found = await host.Migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return found.As<RevertBranch>();
        }

        var reverted = details.Run;
        if (await BeforeAsync(reverted, cancellation) is not { } before)
        {
            return RunCodes.NotRevertible.Fail<RevertBranch>($"Run {reverted.Id} was the first one of {reverted.Environment}: there is no commit before it.");
        }

        var folder = host.Parts.Folder.Path;
        var branch = $"fm/take-back/{reverted.Id}";
        var onto = await EnvironmentStandings.BranchOfAsync(host, reverted.Environment, cancellation);
        var author = GitWorkTree.User(folder) ?? new GitIdentity(Environment.UserName, $"{Environment.UserName}@localhost");
        var written = await GitReverts.WriteAsync(
            new GitRevert(folder, before.Commit, reverted.Commit, onto, branch, Message(reverted, before, by), author, time.GetUtcNow()), ChecksumsAsync, cancellation);
        return written.TryGet(out var commit) ? Outcome.Of(new RevertBranch(branch, commit.Sha, onto)) : written.As<RevertBranch>();
    }

    private static string Message(RunRecord reverted, RunRecord before, string? by) =>
        $"""
        Take back: {reverted.Title ?? reverted.Commit[..7]}

        Brings back the files of {before.Commit[..7]} as far as {reverted.Commit[..7]} changed them.
        Run {reverted.Id} brought it to {reverted.Environment}{(by is null ? "" : $"; run {by} takes it back there")}.

        {Trailer(reverted.Id)}

        """;

    private async Task<RunRecord?> BeforeAsync(RunRecord reverted, CancellationToken cancellation)
    {
        await foreach (var run in host.Migrator.ListAsync(new RunFilter(reverted.Environment, Limit: RunsLookedAt), cancellation))
        {
            if (run.StartedAt < reverted.StartedAt && run.State.IsGood() && run is { Reverts: null, Heals: null, TakenBackBy: null })
            {
                return run;
            }
        }

        return null;
    }

    private async Task<Outcome<string>> ChecksumsAsync(string commit, CancellationToken cancellation)
    {
        var tree = await host.Parts.OpenTreeAsync(commit, cancellation);
        var read = tree.TryGet(out var files) ? await host.Parts.Metadata.ReadAsync(files, cancellation) : tree.As<Core.Model.MetadataRepository>();
        return read.TryGet(out var repository) ? Outcome.Of(ChecksumsLock.Of(repository.Manifest).Write()) : read.As<string>();
    }
}
