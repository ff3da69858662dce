using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>What of one resource changes on one target.</summary>
public sealed record CaseChange
{
    /// <summary>The resource; its kind is that of the repository's document.</summary>
    [Description("The resource. Its kind is that of its document.")]
    public required string Resource { get; init; }

    /// <summary>The target.</summary>
    [Description("The target. Default: that of the resource.")]
    public string? Target { get; init; }

    /// <summary>Items that are written.</summary>
    [Description("How many items are created, replaced or run. Default 1.")]
    [Range(0, int.MaxValue)]
    public int Writes { get; init; } = 1;

    /// <summary>Items that are deleted.</summary>
    [Description("How many items are deleted. Default 0.")]
    [Range(0, int.MaxValue)]
    public int Deletes { get; init; }

    /// <summary>Items that are managed before the run.</summary>
    [Description("How many items of the resource the target held before; a policy's limit on deletes is a share of them. Default 0: all of them are lost.")]
    [Range(0, int.MaxValue)]
    public int Managed { get; init; }
}
