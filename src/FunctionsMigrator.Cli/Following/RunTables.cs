using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Runs as tables: a list of them, or one with its targets.</summary>
internal static class RunTables
{
    /// <summary>A row a run, newest first.</summary>
    public static void Print(Output output, IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count == 0)
        {
            output.Line("no runs");
            return;
        }

        var table = new TextTable("run", "state", "plan", "title");
        foreach (var run in runs)
        {
            table.Add((run.Id, Tone.Strong), (RunWords.State(run), RunWords.Tone(run.State)), (run.Plan?.Digest.Short ?? "", Tone.Plain), (Title(run), Tone.Plain));
            if (!run.State.IsFinal() && RunWords.Why(run) is { Length: > 0 } why)
            {
                table.AddRemark(why);
            }
        }

        table.Print(output);
    }

    /// <summary>One run: what it is, where it stands, what is awaited, and where its targets stand in at most <paramref name="rows"/> rows.</summary>
    public static void Print(Output output, RunDetails details, int rows)
    {
        var run = details.Run;
        Field(output, "run", run.Id, Tone.Strong);
        Field(output, "state", RunWords.State(run), RunWords.Tone(run.State));
        Field(output, "reason", run.ReasonCode is null ? run.Reason : $"{run.ReasonCode}: {run.Reason}");
        Field(output, "until", run.State.IsFinal() || run.Until is null ? null : RunWords.Time(run.Until.Value));
        Field(output, "commit", $"{run.Commit} {run.Title}".TrimEnd());
        Field(output, "started", $"{RunWords.Time(run.StartedAt)} by {run.StarterShown}{(run.Attempt > 1 ? $", attempt {run.Attempt}" : "")}");
        Field(output, "changed", RunWords.Time(run.UpdatedAt));
        Field(output, "reverts", run.Reverts);
        Field(output, "heals", run.Heals is { } heal ? $"drift since {heal.Run}: {heal.Shown}" : null);
        Field(output, "from", run.PromotedFrom);
        Field(output, "on", run.RevertTargets.Count == 0 ? null : string.Join(", ", run.RevertTargets));
        Field(output, "taken back", run.TakenBackBy is not null ? $"by {run.TakenBackBy}" : run.TakenBackTargets.Count == 0 ? null : $"on {string.Join(", ", run.TakenBackTargets)}");
        Field(output, "replaced", run.SupersededBy is null ? null : $"by {run.SupersededBy}");
        Field(output, "bundle", run.Bundle?.Short);
        if (run.Plan is { } plan)
        {
            var counts = PlanWords.ShortCounts(plan.Counts);
            Field(output, "plan", $"{plan.Digest.Hex}");
            Field(output, "", $"{(counts.Length == 0 ? "nothing to do" : counts)}; {plan.ChangedTargets} of {PlanWords.Count(plan.Targets, "target")}; risk {PlanWords.Risk(plan.Risk)}{(plan.Irreversible ? "; not everything can be taken back" : "")}");
        }

        Field(output, "approved", run.ApprovedBy.Count == 0 ? null : string.Join(", ", run.ApprovedBy));
        Field(output, "needed", run.StillNeeded.Count == 0 ? null : string.Join(", ", run.StillNeeded));
        foreach (var one in run.Overrides)
        {
            Field(output, "set aside", $"{one.What} by {one.Person}: {one.Reason}");
            Field(output, "", one.ReviewedBy is null ? $"to be reviewed until {RunWords.Time(one.ReviewBy)}: `fm review {run.Id} --reason TEXT`" : $"reviewed by {one.ReviewedBy}");
        }

        // Who was told stands in the JSON; here, what somebody should know of.
        foreach (var one in details.Notices.Where(notice => notice.State is NoticeState.GivenUp || (notice.State is NoticeState.Waiting && notice.Failure is not null)))
        {
            Field(output, "not told", $"{one.Receiver} by {one.Channel}: {one.Failure}{(one.NextTry is { } next ? $"; tried again at {RunWords.Time(next)}" : "")}");
        }

        if (details.Targets.Count > 0)
        {
            output.Line();
            TargetMatrix.Print(output, details.Targets, rows);
        }

        FindingLines.Print(output, run.TopFindings);
        foreach (var next in NextSteps.For(run))
        {
            output.Line(("next: ", Tone.Faint), (next, Tone.Reference));
        }
    }

    private static string Title(RunRecord run) => run switch
    {
        { Reverts: { } reverted } => $"takes back {reverted}",
        { TakenBackBy: not null } => $"{run.Title} (taken back)",
        { TakenBackTargets.Count: > 0 } => $"{run.Title} (taken back on {PlanWords.Count(run.TakenBackTargets.Count, "target")})",
        _ => run.Title ?? "",
    };

    private static void Field(Output output, string name, string? value, Tone tone = Tone.Plain)
    {
        if (!string.IsNullOrEmpty(value))
        {
            output.Line(($"{name,-11}", Tone.Faint), (value, tone));
        }
    }
}
