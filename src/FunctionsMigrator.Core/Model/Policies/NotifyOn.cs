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
}
