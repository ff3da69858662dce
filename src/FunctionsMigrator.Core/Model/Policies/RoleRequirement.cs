using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>So many different people of one role; or, with <see cref="Then"/> instead, those who are asked once everybody before them has said yes.</summary>
public sealed record RoleRequirement
{
    /// <summary>Approver role, from People. Empty exactly where <see cref="Then"/> is given.</summary>
    [Description("Approver role, from People.")]
    public string Role { get; init; } = "";

    /// <summary>How many different people; from 1.</summary>
    [Description("How many different people. Default 1.")]
    [Range(1, 100)]
    public int Count { get; init; } = 1;

    /// <summary>The next stage: its people are asked, and count, once the stages before are complete. Several in one list are stages one after the other.</summary>
    [Description("Instead of a role, the next stage: its people are asked, and count, once all before them have approved. Several in one list are stages one after the other.")]
    public IReadOnlyList<StageRequirement> Then { get; init; } = [];
}
