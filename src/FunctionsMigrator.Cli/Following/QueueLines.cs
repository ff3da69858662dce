using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Which runs of an environment wait behind which, and what was replaced by what.</summary>
internal static class QueueLines
{
    private const int MostReplaced = 5;

    /// <summary>Prints what there is to say; of an environment with one open run at most and nothing replaced, nothing.</summary>
    public static void Print(Output output, RunQueue? queue)
    {
        if (queue is null || (queue.Open.Count < 2 && queue.Replaced.Count == 0))
        {
            return;
        }

        output.Line();
        foreach (var (place, run) in queue.Open.Index())
        {
            output.Line(
                (place == 0 ? "queue      " : "           ", Tone.Faint),
                (run.Run, Tone.Strong),
                ($"  {run.Commit[..7]} {run.State}{(run.Behind is { } behind ? $", behind {behind}" : "")}", Tone.Plain));
        }

        foreach (var (place, run) in queue.Replaced.Take(MostReplaced).Index())
        {
            output.Line(
                (place == 0 ? "replaced   " : "           ", Tone.Faint),
                (run.Run, Tone.Plain),
                ($"  {run.Commit[..7]}, by {run.By}{(run.Brought == run.By ? "" : $"; {run.Brought} brings it")}", Tone.Plain));
        }

        if (queue.Replaced.Count > MostReplaced)
        {
            output.Line(("           ", Tone.Faint), ($"and {queue.Replaced.Count - MostReplaced} more", Tone.Faint));
        }
    }
}
