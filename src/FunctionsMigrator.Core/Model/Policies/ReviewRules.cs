using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who looks afterwards at what was set aside.</summary>
public sealed record ReviewRules
{
    /// <summary>Role of the second person; null: any.</summary>
    [Description("Role of the second person, from People. Default: any approver role.")]
    public string? Role { get; init; }

    /// <summary>From the override to the review.</summary>
    [Description("Time from the override to the review; later it is overdue, and people are told until it is done. Default 72h.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Within { get; init; } = TimeSpan.FromHours(72);
}
