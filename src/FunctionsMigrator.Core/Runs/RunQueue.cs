namespace FunctionsMigrator.Core.Runs;

/// <summary>An open run of an environment, among the others.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Commit">Full commit SHA.</param>
/// <param name="Title">First line of the commit's message.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Behind">The run that it can only begin to write after; null: none.</param>
/// <param name="Reason">What it waits for, for people.</param>
/// <param name="Until">When that ends by itself.</param>
public sealed record QueuedRun(string Run, string Commit, string? Title, RunState State, DateTimeOffset StartedAt, string? Behind = null, string? Reason = null, DateTimeOffset? Until = null);

/// <summary>A run that a newer one replaced.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Commit">Full commit SHA.</param>
/// <param name="Title">First line of the commit's message.</param>
/// <param name="By">The run that replaced it.</param>
/// <param name="At">When it ended.</param>
/// <param name="Brought">The run that brings its commit in the end: the last of the chain of replacements.</param>
public sealed record ReplacedRun(string Run, string Commit, string? Title, string By, DateTimeOffset At, string Brought);

/// <summary>Which commits of an environment wait behind which run, and which were replaced by what.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Open">Open runs, in the order in which they can write: the one that holds the environment first.</param>
/// <param name="Replaced">Replaced runs, newest first, at most fifty.</param>
public sealed record RunQueue(string Environment, IReadOnlyList<QueuedRun> Open, IReadOnlyList<ReplacedRun> Replaced)
{
    private const int MostReplaced = 50;

    /// <summary>The queue of an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="runs">Its runs, in any order.</param>
    /// <param name="holder">The run that holds the environment; null: none.</param>
    public static RunQueue Of(string environment, IReadOnlyList<RunRecord> runs, string? holder)
    {
        var byId = runs.ToDictionary(run => run.Id, StringComparer.Ordinal);
        var open = runs.Where(run => !run.State.IsFinal()).OrderByDescending(run => run.Id == holder).ThenBy(run => run.StartedAt).ThenBy(run => run.Id, StringComparer.Ordinal).ToList();
        return new RunQueue(
            environment,
            [.. open.Select((run, place) => new QueuedRun(
                run.Id, run.Commit, run.Title, run.State, run.StartedAt, run.Id == holder || !run.State.IsWaiting() ? null : holder ?? (place > 0 ? open[place - 1].Id : null), run.Reason, run.Until))],
            [
                .. runs.Where(run => run.SupersededBy is not null).OrderByDescending(run => run.UpdatedAt).ThenByDescending(run => run.Id, StringComparer.Ordinal).Take(MostReplaced)
                    .Select(run => new ReplacedRun(run.Id, run.Commit, run.Title, run.SupersededBy!, run.UpdatedAt, LastOf(run, byId))),
            ]);
    }

    private static string LastOf(RunRecord run, Dictionary<string, RunRecord> byId)
    {
        var last = run.SupersededBy!;
        for (var steps = 0; steps < byId.Count && byId.GetValueOrDefault(last)?.SupersededBy is { } next; steps++)
        {
            last = next;
        }

        return last;
    }
}
