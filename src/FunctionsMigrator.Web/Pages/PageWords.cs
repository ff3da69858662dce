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

    /// <summary>What somebody decided.</summary>
    public static string Decided(CommandKind kind) => kind switch
    {
        CommandKind.Approve => "approved",
        CommandKind.Reject => "rejected",
        _ => "withdrew the approval of",
    };
}
