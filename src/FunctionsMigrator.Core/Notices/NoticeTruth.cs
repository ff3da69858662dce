using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Whether a notice is still true when it could be sent.</summary>
internal enum NoticeTruth
{
    /// <summary>It is.</summary>
    True,

    /// <summary>It will be: the record of the run does not say so yet.</summary>
    NotYet,

    /// <summary>It is not any more.</summary>
    Past,
}

/// <summary>Compares notices with runs.</summary>
internal static class NoticeTruths
{
    /// <summary>
    /// A request to decide is true while the run waits for people over the same plan; a pause while it lasts, a review until it was done, a beginning until there is an end to
    /// tell; everything else stays true.
    /// </summary>
    public static NoticeTruth Of(Notice notice, RunRecord run)
    {
        if (notice.Kind.Asks())
        {
            return run.State switch
            {
                _ when notice.Plan is { } plan && run.Plan is { } present && present.Digest != plan => NoticeTruth.Past,
                < RunState.AwaitingApproval => NoticeTruth.NotYet,
                RunState.AwaitingApproval => run.StillNeeded.Count > 0 ? NoticeTruth.True : NoticeTruth.Past,
                _ => NoticeTruth.Past,
            };
        }

        return notice.Kind switch
        {
            NoticeKind.Paused => run.State is RunState.Paused ? NoticeTruth.True : NoticeTruth.Past,
            NoticeKind.Begun => run.State.IsFinal() || run.State is RunState.RollingBack ? NoticeTruth.Past : NoticeTruth.True,
            NoticeKind.RollingBack => run.State.IsFinal() ? NoticeTruth.Past : NoticeTruth.True,
            NoticeKind.Finished or NoticeKind.RolledBack => run.State.IsFinal() ? NoticeTruth.True : NoticeTruth.NotYet,
            NoticeKind.ReviewDue => run.Overrides.Any(one => one.ReviewedBy is null) ? NoticeTruth.True : NoticeTruth.Past,
            _ => NoticeTruth.True,
        };
    }
}
