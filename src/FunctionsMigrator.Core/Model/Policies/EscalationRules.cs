using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who is asked when those who are needed do not decide.</summary>
public sealed record EscalationRules
{
    /// <summary>From the request on.</summary>
    [Description("Time from the request until further people are asked.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public required TimeSpan After { get; init; }

    /// <summary>Roles of those who may then fill whatever is open.</summary>
    [Description("Roles, from People, that may then fill whatever is open.")]
    [MinLength(1)]
    public required IReadOnlyList<EscalationRole> To { get; init; }
}

/// <summary>A role that is asked further.</summary>
public sealed record EscalationRole
{
    /// <summary>Approver role, from People.</summary>
    [Description("Approver role, from People.")]
    public required string Role { get; init; }
}
