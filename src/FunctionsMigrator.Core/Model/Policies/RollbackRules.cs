using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who may roll back on demand.</summary>
public sealed record RollbackRules
{
    /// <summary>Who is needed.</summary>
    [Description("Who must approve a rollback on demand. Default nobody beyond the operator who asks.")]
    public IReadOnlyList<RoleRequirement> Require { get; init; } = [];

    /// <summary>What a rollback does not wait for: windows, freezes, soak.</summary>
    [Description("What a rollback does not wait for: windows, freezes, soak. Default all three.")]
    [ValueSchema("""{ "enum": ["windows", "freezes", "soak"] }""")]
    public IReadOnlyList<string> Ignore { get; init; } = ["windows", "freezes", "soak"];

    /// <summary>How long this rule holds; an older run needs the normal approvals.</summary>
    [Description("How long after the run this rule holds; later the normal approvals are needed. Default 7d.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(7);
}
