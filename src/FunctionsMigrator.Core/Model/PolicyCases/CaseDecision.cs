using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What a policy decides of a case.</summary>
[JsonConverter(typeof(KebabEnumConverter<CaseDecision>))]
public enum CaseDecision
{
    /// <summary>The run may begin to write.</summary>
    Allowed,

    /// <summary>Somebody must approve first.</summary>
    Needs,

    /// <summary>It begins later, by itself.</summary>
    Waits,

    /// <summary>A person said no.</summary>
    Rejected,

    /// <summary>A rule forbids it.</summary>
    Denied,
}
