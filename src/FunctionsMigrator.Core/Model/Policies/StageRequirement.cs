using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>So many different people of one role in a later stage.</summary>
public sealed record StageRequirement
{
    /// <summary>Approver role, from People.</summary>
    [Description("Approver role, from People.")]
    public required string Role { get; init; }

    /// <summary>How many different people; from 1.</summary>
    [Description("How many different people. Default 1.")]
    [Range(1, 100)]
    public int Count { get; init; } = 1;
}
