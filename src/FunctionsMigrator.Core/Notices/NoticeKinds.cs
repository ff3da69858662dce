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
        NoticeKind.Finished => NotifyOn.Final,
        _ => NotifyOn.Override,
    };

    /// <summary>Whether people are asked to decide on a plan.</summary>
    public static bool Asks(this NoticeKind kind) => kind is NoticeKind.ApprovalRequested or NoticeKind.ApprovalReminder or NoticeKind.Escalated;
}
