using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The picture of all environments: what each holds, what runs there, who is waited for, and what drifted.</summary>
internal static class OverviewFrame
{
    /// <summary>The lines, at most as many as fit.</summary>
    public static IReadOnlyList<FrameLine> Of(IReadOnlyList<EnvironmentStanding> standings, int width, int height)
    {
        if (standings.Count == 0)
        {
            return [new FrameLine(("no runs yet", Tone.Faint))];
        }

        var table = new TextTable("environment", "holds", "state", "run");
        foreach (var standing in standings)
        {
            var first = standing.OpenRuns.Count > 0 ? standing.OpenRuns[0] : null;
            var (state, tone) = first is not null ? (RunWords.State(first), RunWords.Tone(first.State))
                : standing.Drifted > 0 ? ("drifted", Tone.Caution) : standing.Drifted is null ? ("idle", Tone.Plain) : ("in sync", Tone.Good);
            table.Add((standing.Environment, Tone.Strong), (standing.Commit is { } commit ? PlanWords.ShortCommit(commit) : "-", Tone.Plain), (state, tone), (first?.Id ?? "", Tone.Plain));
            foreach (var remark in Remarks(standing))
            {
                table.AddRemark(remark);
            }
        }

        return [.. table.Lines().Select(line => new FrameLine(line)).Take(Math.Max(1, height - 1)).Select(line => line.Cut(width))];
    }

    /// <summary>One line for an environment, for pipes.</summary>
    public static string Line(EnvironmentStanding standing)
    {
        var first = standing.OpenRuns.Count > 0 ? standing.OpenRuns[0] : null;
        var state = first is null ? standing.Drifted > 0 ? "drifted" : "idle" : $"{first.Id} {RunWords.State(first)}";
        return $"{standing.Environment}  {(standing.Commit is { } commit ? PlanWords.ShortCommit(commit) : "-")}  {state}{string.Concat(Remarks(standing).Select(remark => $"; {remark}"))}";
    }

    private static IEnumerable<string> Remarks(EnvironmentStanding standing)
    {
        if (standing.OpenRuns.Count > 0 && RunWords.Why(standing.OpenRuns[0]) is { Length: > 0 } why)
        {
            yield return why;
        }

        foreach (var queued in standing.OpenRuns.Skip(1))
        {
            yield return $"behind it: {queued.Id} {RunWords.State(queued)}";
        }

        if (standing.Drifted > 0)
        {
            yield return $"drift: {PlanWords.Count(standing.Drifted.Value, "item")}; see `fm drift show`";
        }

        foreach (var back in standing.TakenBack)
        {
            yield return $"{PlanWords.ShortCommit(back.Commit)} was taken back by {back.By}{(back.Branch is null ? "" : $"; {back.Branch} still contains it")}";
        }
    }
}
