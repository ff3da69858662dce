using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who may set windows and freezes aside for one run.</summary>
public sealed record OverrideRules
{
    /// <summary>Who is needed; nobody may where the list is empty.</summary>
    [Description("Who may set the windows, and freezes that name nobody of their own, aside for one run. Default nobody.")]
    public IReadOnlyList<RoleRequirement> Require { get; init; } = [];

    /// <summary>Who looks at it afterwards.</summary>
    [Description("Who looks at it afterwards. Default: anybody with an approver role but those who did it, within 72h.")]
    public ReviewRules Review { get; init; } = new();
}
