using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Notices;

/// <summary>What people are told.</summary>
[JsonConverter(typeof(KebabEnumConverter<NoticeKind>))]
public enum NoticeKind
{
    /// <summary>A plan stands and people are asked; also when it was made again and former approvals are void.</summary>
    ApprovalRequested,

    /// <summary>People are still asked.</summary>
    ApprovalReminder,

    /// <summary>Nobody decided; those above are asked.</summary>
    Escalated,

    /// <summary>A freeze or a rule was set aside.</summary>
    Overridden,

    /// <summary>A run was let through without its approvals.</summary>
    BreakGlass,

    /// <summary>What was overridden must be looked at by a second person.</summary>
    ReviewDue,

    /// <summary>A run waits for a person: it is paused.</summary>
    Paused,

    /// <summary>A run reached a final state.</summary>
    Finished,

    /// <summary>A run begins to write.</summary>
    Begun,

    /// <summary>A run takes back what it wrote, or begins to take back what another one wrote.</summary>
    RollingBack,

    /// <summary>In place of <see cref="Finished"/>: everything that the run wrote was taken back, or the run took another one back.</summary>
    RolledBack,

    /// <summary>Something moved on a target of the run's environment and not in git.</summary>
    Drift,

    /// <summary>A loop of the hosts stopped.</summary>
    HostStopped,
}
