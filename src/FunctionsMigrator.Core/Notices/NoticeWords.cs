using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>The product's own words in notices.</summary>
internal static class NoticeWords
{
    /// <summary>What happened.</summary>
    public static string Headline(NoticeKind kind, RunRecord run) => kind switch
    {
        NoticeKind.ApprovalRequested => "Approval needed",
        NoticeKind.ApprovalReminder => "Approval still needed",
        NoticeKind.Escalated => "Nobody decided: approval needed",
        NoticeKind.Overridden => "A rule was set aside",
        NoticeKind.BreakGlass => "Let through without approvals (break-glass)",
        NoticeKind.ReviewDue => "An override must be reviewed by a second person",
        NoticeKind.Paused when run.IsAtGate() => $"Waits at the gate behind wave {run.Wave} of {run.Waves}",
        NoticeKind.Paused => "Paused: a person is needed",
        NoticeKind.Begun => run.Heals is null ? "Begins to write" : "Begins to write back what drifted",
        NoticeKind.RollingBack => run.Reverts is null ? "Rolling back" : "Takes a run back",
        NoticeKind.RolledBack when run.Reverts is not null => "Taken back",
        NoticeKind.Drift => "Drift: something moved past git",
        NoticeKind.HostStopped => "A loop of the host stopped",
        _ => run.State switch
        {
            RunState.NoChanges => "Nothing to do",
            RunState.RolledBack => "Rolled back",
            _ => run.State.ToString(),
        },
    };

    /// <summary>What happens next.</summary>
    public static string Next(NoticeKind kind, RunRecord run) => kind switch
    {
        _ when kind.Asks() => "Nothing is written before everybody who is needed has approved exactly this plan. Who approves sees the whole plan on the page first; a rejection ends the run.",
        NoticeKind.Overridden => "The run goes on. Who set the rule aside, and why, stands in the audit.",
        NoticeKind.BreakGlass => "The run goes on. A second person must review it afterwards.",
        NoticeKind.ReviewDue => "Somebody else than who overrode it looks at what was done, and says so on the page.",
        NoticeKind.Drift => "Nothing was written. Runs on these targets stop until it is brought back, kept for a reason, or taken over into git.",
        NoticeKind.HostStopped => "Nothing is lost, and nothing goes on by itself: look at the host and its log, and start it again.",
        NoticeKind.Paused when run.IsAtGate() =>
            $"Nothing but a person ends this wait: look at what wave {run.Wave} did, then `fm advance {run.Id}` begins wave {run.Wave + 1} as soon as windows and freezes let it. `fm abort {run.Id}` takes everything back.",
        NoticeKind.Begun => $"It writes {(run.Waves > 1 ? $"{run.Waves} waves, one after the other" : "everything at once")}. `fm pause {run.Id}` stops it at the next safe point, `fm abort {run.Id}` takes everything back.",
        NoticeKind.RollingBack when run.Reverts is { } reverted => $"Every target that {reverted} wrote to gets back exactly what was there before it. It waits for no window, and goes through.",
        NoticeKind.RollingBack => "Every target that was touched gets back exactly what was there before, the last wave first. It waits for no window or approval, and goes through.",
        NoticeKind.RolledBack when run.Reverts is { } reverted =>
            $"Every target that {reverted} wrote to holds again what was there before it, and was read back. Git still holds the change: take it back there too, or the next run brings it again.",
        NoticeKind.Paused => "The run waits, and writes nothing meanwhile: resume it, skip or retry what failed, or abort it, which takes everything back.",
        _ => Ended(run),
    };

    private static string Ended(RunRecord run) => run.State switch
    {
        RunState.Completed => "All targets were written and read back. There is nothing to do.",
        RunState.NoChanges => "All targets already held what git wants. There is nothing to do.",
        RunState.Invalid => "Nothing was written. Correct what the findings name, and push again.",
        RunState.Conflict => "Nothing was written. Somebody changed a target past git: decide what is right, then retry the run.",
        RunState.Cancelled => "Nothing was written. Retry the run when it is wanted after all.",
        RunState.Denied => "Nothing was written. A rule of the policy forbids it; the reason names it.",
        RunState.Rejected => "Nothing was written. Change what the reason names and push again, or retry the run.",
        RunState.Expired => "Nothing was written. Retry the run to ask again.",
        RunState.Superseded => run.SupersededBy is { } newer ? $"Nothing was written. Run {newer} goes on in its place." : "Nothing was written. A newer run goes on in its place.",
        RunState.RolledBack => "Every target that was touched holds again exactly what was there before, and was read back. The audit says why.",
        RunState.Partial => "Some targets keep the new state by decision. Retry the run to do the rest.",
        _ => "A person is needed: the audit says what was restored and what was not.",
    };
}
