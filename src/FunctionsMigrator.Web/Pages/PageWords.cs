using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages;

/// <summary>What pages say of where a run stands and what happens next.</summary>
internal static class PageWords
{
    /// <summary>The first twelve digits, to compare with the mail.</summary>
    public const int Digits = 12;

    /// <summary>The title of a run: the first line of its commit.</summary>
    public static string Title(RunRecord run) => VisibleText.Line(run.Title is { Length: > 0 } title ? title : run.Id);

    /// <summary>The state, in words.</summary>
    public static string State(RunState state) => state switch
    {
        RunState.Received => "Received",
        RunState.AwaitingApproval => "Waits for approval",
        RunState.AwaitingWindow => "Waits for its time",
        RunState.RollingBack => "Is rolled back",
        RunState.RolledBack => "Rolled back",
        RunState.NoChanges => "No changes",
        _ => state.ToString(),
    };

    /// <summary>What keeps the run, without the people who are needed.</summary>
    public static string Next(ReviewSheet sheet) => sheet.Run switch
    {
        { State: var state } when state.IsFinal() => "Nothing follows: the run has ended.",
        _ when sheet.IsEnding => "Somebody ended it; the run acts on that in a moment.",
        _ when sheet.Waits is { MayStart: true } => "Everything that is needed is there: it starts now.",
        _ when sheet.Waits is { Needed.Count: > 0 } => "It goes on when everybody who is needed has approved exactly this plan.",
        _ when sheet.Waits is { NextStart: not null } => "Everybody who is needed has approved. It starts by itself; nobody needs to do anything.",
        _ when sheet.Waits is not null => "Everybody who is needed has approved, and no time to start is in sight.",
        { State: RunState.Paused } => "A person must say how it goes on.",
        { State: RunState.Applying } run => $"It started: wave {run.Wave} of {run.Waves} is written.",
        { State: RunState.Baking } run => $"It started: wave {run.Wave} of {run.Waves} is watched.",
        { State: RunState.RollingBack } => "What was changed is taken back.",
        _ => "The plan is being made; load this page again to see it.",
    };

    /// <summary><c>3 of 9 targets</c>, with what is done to them.</summary>
    public static string Reach(PlanSummary plan) => $"{PlanWords.ShortCounts(plan.Counts)} on {plan.ChangedTargets} of {PlanWords.Count(plan.Targets, "target")}";

    /// <summary>What a look for drift found, in a line.</summary>
    public static string Drift(DriftRecord drift) => drift.State switch
    {
        DriftState.Drifted => $"{PlanWords.Count(drift.Items, "item")} on {PlanWords.Count(drift.Targets.Count(target => target.Compared) + drift.Unlisted, "target")} {(drift.Items == 1 ? "differs" : "differ")} from git",
        DriftState.Unknown => $"{PlanWords.Count(drift.Targets.Count, "target")} could not be compared",
        _ => "holds what git says",
    };

    /// <summary>Where a target stands, in words.</summary>
    public static string Progress(TargetProgress progress) => progress switch
    {
        TargetProgress.Applying => "being written",
        TargetProgress.Applied => "written",
        TargetProgress.Restored => "taken back",
        TargetProgress.NotRestored => "not taken back",
        _ => progress.ToString().ToLowerInvariant(),
    };

    /// <summary>A span of time as people say it: <c>3 min 20 s</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => $"{Math.Max(0, span.TotalMilliseconds):0} ms",
        { TotalMinutes: < 1 } => $"{span.TotalSeconds:0.#} s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{(int)span.TotalDays} d {span.Hours} h",
    };

    /// <summary>What somebody decided.</summary>
    public static string Decided(CommandKind kind) => kind switch
    {
        CommandKind.Approve => "approved",
        CommandKind.Reject => "rejected",
        _ => "withdrew the approval of",
    };
}
