using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who must approve.</summary>
public sealed record ApprovalRules
{
    /// <summary>For low risk.</summary>
    [Description("Required for low risk.")]
    [JsonRequired]
    public required IReadOnlyList<RoleRequirement> Low { get; init; } = [];

    /// <summary>For medium risk.</summary>
    [Description("Required for medium risk.")]
    [JsonRequired]
    public required IReadOnlyList<RoleRequirement> Medium { get; init; } = [];

    /// <summary>For high risk.</summary>
    [Description("Required for high risk.")]
    [JsonRequired]
    public required IReadOnlyList<RoleRequirement> High { get; init; } = [];

    /// <summary>Added where a condition holds; never less.</summary>
    [Description("Added where a condition holds.")]
    public IReadOnlyList<AlsoRule> Also { get; init; } = [];

    /// <summary>Who of those who wrote the change cannot approve it.</summary>
    [Description("Who cannot approve: authors of the items in this plan ('plan', default), of all commits of the range ('range'), or nobody is excluded ('off').")]
    public ExcludeAuthors ExcludeAuthors { get; init; } = ExcludeAuthors.Plan;

    /// <summary>From request to last approval; then the run expires.</summary>
    [Description("Time from request to last approval, then the run expires. Default 72h.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan CollectWithin { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How long an approval counts; time in a freeze does not.</summary>
    [Description("How long an approval counts; time in a freeze does not. Default 7d.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Time between reminders.</summary>
    [Description("Time between reminders. Default 4h.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan RemindEvery { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Who is asked when those who are needed do not decide; null: nobody.</summary>
    [Description("Who is asked when those who are needed do not decide.")]
    public EscalationRules? Escalate { get; init; }

    /// <summary>No approvals at all.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ApprovalRules()
    {
    }
}
