using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Limits on what one run may do.</summary>
public sealed record LimitRules
{
    /// <summary>Deletes per resource and target.</summary>
    [Description("Deletes per resource and target; denied only above both.")]
    public DeleteLimit? Deletes { get; init; }
}
