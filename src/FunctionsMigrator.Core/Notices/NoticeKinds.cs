using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Notices;

/// <summary>What kinds of notices mean.</summary>
public static class NoticeKinds
{
    /// <summary>What a policy calls it.</summary>
    public static NotifyOn On(this NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalRequested => NotifyOn.Approval,
        NoticeKind.ApprovalReminder or NoticeKind.Escalated => NotifyOn.Reminder,
        NoticeKind.Paused => NotifyOn.Paused,
        NoticeKind.Finished or NoticeKind.RolledBack => NotifyOn.Final,
        NoticeKind.Begun => NotifyOn.Begun,
        NoticeKind.RollingBack => NotifyOn.Rollback,
        NoticeKind.Drift => NotifyOn.Drift,
        NoticeKind.HostStopped => NotifyOn.Stopped,
        _ => NotifyOn.Override,
    };

    /// <summary>Whether a rule that names these is told of it. How taking back ended is both: a final state, and the end of taking back.</summary>
    public static bool IsOf(this NoticeKind kind, IReadOnlyList<NotifyOn> on) => on.Contains(kind.On()) || (kind is NoticeKind.RolledBack && on.Contains(NotifyOn.Rollback));

    /// <summary>Whether it tells how a run ended.</summary>
    public static bool Ends(this NoticeKind kind) => kind is NoticeKind.Finished or NoticeKind.RolledBack;

    /// <summary>Whether it is about what the run left there, not about what the run does.</summary>
    public static bool IsAlert(this NoticeKind kind) => kind is NoticeKind.Drift or NoticeKind.HostStopped;

    /// <summary>Whether people are asked to decide on a plan.</summary>
    public static bool Asks(this NoticeKind kind) => kind is NoticeKind.ApprovalRequested or NoticeKind.ApprovalReminder or NoticeKind.Escalated;
}
