using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who may let a run go without its approvals.</summary>
public sealed record BreakGlassRules
{
    /// <summary>The role.</summary>
    [Description("Role, from People, that may let a run go without its approvals.")]
    public required string Role { get; init; }

    /// <summary>Who looks at it afterwards.</summary>
    [Description("Who looks at it afterwards. Default: anybody with an approver role but the one who did it, within 72h.")]
    public ReviewRules Review { get; init; } = new();
}
