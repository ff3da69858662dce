using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What people are told about.</summary>
[JsonConverter(typeof(KebabEnumConverter<NotifyOn>))]
public enum NotifyOn
{
    /// <summary>A plan waits for its approvals.</summary>
    Approval,

    /// <summary>It still does; or nobody decided, and those above are asked.</summary>
    Reminder,

    /// <summary>A run is paused and waits for a person.</summary>
    Paused,

    /// <summary>A run reached a final state.</summary>
    Final,

    /// <summary>A rule or a freeze was set aside, a run was let through without its approvals, or such a thing must be looked at afterwards.</summary>
    Override,

    /// <summary>Something moved on a target and not in git, or more did.</summary>
    Drift,

    /// <summary>A loop of the hosts stopped: the sweep, the look for drift, or the delivery of notices.</summary>
    Stopped,

    /// <summary>A run begins to write.</summary>
    Begun,

    /// <summary>A run takes back what it wrote, or takes another one back; and when that is done.</summary>
    Rollback,
}
