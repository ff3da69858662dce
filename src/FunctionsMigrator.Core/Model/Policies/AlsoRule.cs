using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>Approvals that are added where a condition holds.</summary>
public sealed record AlsoRule
{
    /// <summary>The condition; all that is named must hold.</summary>
    [Description("The condition; all that is named must hold.")]
    public required AlsoCondition When { get; init; }

    /// <summary>Who is needed then.</summary>
    [Description("Who is needed then.")]
    [MinLength(1)]
    public required IReadOnlyList<RoleRequirement> Require { get; init; }
}
