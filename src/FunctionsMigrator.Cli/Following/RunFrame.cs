using System.Globalization;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>
/// The picture of a run as it stands, in at most as many lines and columns as the terminal has: states with their times, what is awaited and of whom, waves, what their
/// analyses measure, where every target stands, and what can be typed. Every text of others is visible text.
/// </summary>
internal static class RunFrame
{
    private const int FewestRows = 3;
    private const int MostNext = 3;
    private const int MeasuresShare = 4;
    private const int MeasuresBehind = 10;

    /// <summary>The lines.</summary>
    /// <param name="reading">The run.</param>
    /// <param name="timeline">Where it was before.</param>
    /// <param name="now">The instant.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    public static IReadOnlyList<FrameLine> Of(RunReading reading, RunTimeline timeline, DateTimeOffset now, int width, int height)
    {
        var details = reading.Details;
        var run = details.Run;
        var head = new List<FrameLine> { new((run.Id, Tone.Strong), ("  ", Tone.Plain), (RunWords.State(run), RunWords.Tone(run.State)), ($"  {Span(now - run.StartedAt)}", Tone.Faint)) };
        head.AddRange(Facts(run));
        head.Add(States(timeline, run, now, width));
        head.AddRange(Awaited(run, now));
        if (Waves(details) is { } waves)
        {
            head.Add(waves);
        }

        head.AddRange(MeasureLines.Of(MeasuredNow.Of(run, reading.Measured), Math.Max(1, (height - MeasuresBehind) / MeasuresShare)));

        var foot = NextSteps.For(run).Take(MostNext).Select(next => new FrameLine(("next: ", Tone.Faint), (next, Tone.Reference))).ToList();
        IReadOnlyList<FrameLine> lines = details.Targets.Count == 0 ? [.. head, .. foot] : [.. head, .. Targets(details, Math.Max(FewestRows, height - head.Count - foot.Count - 3)), .. foot];
        return [.. lines.Take(Math.Max(1, height - 1)).Select(line => line.Cut(width))];
    }

    /// <summary><c>12s</c>, <c>3m12s</c>, <c>2h03m</c>, <c>3d04h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0s",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m{span.Seconds:00}s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h{span.Minutes:00}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d{span.Hours:00}h"),
    };

    private static IEnumerable<FrameLine> Facts(RunRecord run)
    {
        var title = run.Reverts is { } reverted ? $"takes back {reverted}" : run.Title ?? "";
        yield return new FrameLine(($"{PlanWords.ShortCommit(run.Commit)} {title}".TrimEnd(), Tone.Plain), ($"  by {run.StarterShown}", Tone.Faint));
        if (run.Plan is { } plan)
        {
            var counts = PlanWords.ShortCounts(plan.Counts);
            yield return new FrameLine(
                ("plan     ", Tone.Faint), (plan.Digest.Short, Tone.Plain), ($"  {(counts.Length == 0 ? "nothing to do" : counts)} on {PlanWords.Count(plan.ChangedTargets, "target")}; risk {PlanWords.Risk(plan.Risk)}", Tone.Plain));
        }
    }

    // What went before is left out from the left where it does not fit: where the run stands matters more than where it was.
    private static FrameLine States(RunTimeline timeline, RunRecord run, DateTimeOffset now, int width)
    {
        var entries = timeline.Entries;
        var end = run.State.IsFinal() ? run.UpdatedAt : now;
        var parts = new List<(string Text, Tone Tone)>();
        for (var i = 0; i < entries.Count; i++)
        {
            var last = i == entries.Count - 1;
            var spent = (last ? end : entries[i + 1].Since) - entries[i].Since;
            parts.Add(last && run.State.IsFinal() ? ($"{entries[i].State}", RunWords.Tone(run.State)) : ($"{entries[i].State} {Span(spent)}", last ? RunWords.Tone(run.State) : Tone.Faint));
        }

        const string label = "states   ";
        const string between = " > ";
        var skipped = 0;
        while (parts.Count - skipped > 1 && label.Length + parts.Skip(skipped).Sum(part => part.Text.Length + between.Length) + (skipped > 0 ? 6 : 0) > width)
        {
            skipped++;
        }

        var line = new List<(string, Tone)> { (label, Tone.Faint) };
        if (skipped > 0)
        {
            line.Add(("... > ", Tone.Faint));
        }

        foreach (var part in parts.Skip(skipped))
        {
            line.Add(part);
            line.Add((between, Tone.Faint));
        }

        return new FrameLine([.. line.Take(line.Count - 1)]);
    }

    private static IEnumerable<FrameLine> Awaited(RunRecord run, DateTimeOffset now)
    {
        if (run.State is RunState.AwaitingApproval && run.StillNeeded.Count > 0)
        {
            yield return new FrameLine(("waits for", Tone.Faint), ($" {string.Join(", ", run.StillNeeded)}", Tone.Caution));
        }
        else if (run.Reason is { Length: > 0 } reason)
        {
            yield return new FrameLine((run.State.IsFinal() ? "because  " : "waits    ", Tone.Faint), (run.ReasonCode is null ? reason : $"{run.ReasonCode}: {reason}", RunWords.Tone(run.State)));
        }

        if (run.ApprovedBy.Count > 0)
        {
            yield return new FrameLine(("approved ", Tone.Faint), (string.Join(", ", run.ApprovedBy), Tone.Plain));
        }

        if (!run.State.IsFinal() && run.Until is { } until)
        {
            yield return new FrameLine(("until    ", Tone.Faint), ($"{RunWords.Time(until)}", Tone.Plain), (until > now ? $"  in {Span(until - now)}" : "", Tone.Faint));
        }
    }

    private static FrameLine? Waves(RunDetails details)
    {
        var run = details.Run;
        var waves = details.Targets.Where(target => target.Wave > 0).GroupBy(target => target.Wave).OrderBy(wave => wave.Key).ToList();
        if (waves.Count < 2)
        {
            return null;
        }

        var line = new List<(string, Tone)> { ("waves    ", Tone.Faint) };
        foreach (var wave in waves)
        {
            var done = wave.Count(target => target.Progress is TargetProgress.Applied or TargetProgress.Restored or TargetProgress.Skipped or TargetProgress.Unchanged);
            var failed = wave.Count(target => target.Progress is TargetProgress.Failed or TargetProgress.NotRestored);
            var here = wave.Key == run.Wave && !run.State.IsFinal();
            var word = here ? run.State switch { RunState.Baking => " bakes", RunState.Paused => " paused", RunState.RollingBack => " is taken back", _ => " is written" } : "";
            var tone = failed > 0 ? Tone.Bad : here ? Tone.Caution : done == wave.Count() ? Tone.Good : Tone.Faint;
            line.Add(($"{wave.Key}: {done}/{wave.Count()}{(failed > 0 ? $" {failed} failed" : "")}{word}", tone));
            line.Add(("   ", Tone.Plain));
        }

        return new FrameLine([.. line.Take(line.Count - 1)]);
    }

    private static IEnumerable<FrameLine> Targets(RunDetails details, int budget)
    {
        yield return FrameLine.Empty;
        var rows = budget;
        var (lines, hidden) = TargetMatrix.Lines(details.Targets, rows);
        while (lines.Count > budget && rows > FewestRows)
        {
            rows = Math.Max(FewestRows, rows - (lines.Count - budget));
            (lines, hidden) = TargetMatrix.Lines(details.Targets, rows);
        }

        foreach (var line in lines.Take(budget))
        {
            yield return line;
        }

        var counts = details.Targets.GroupBy(target => target.Progress).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}");
        yield return new FrameLine(($"{PlanWords.Count(details.Targets.Count, "target")}: {string.Join(", ", counts)}{(hidden > 0 ? $"; {hidden} more units are not shown" : "")}", Tone.Faint));
    }
}
