using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>A condition over plan facts.</summary>
public sealed record AlsoCondition
{
    /// <summary>Some change cannot be taken back.</summary>
    [Description("Some change cannot be taken back.")]
    public bool? Irreversible { get; init; }

    /// <summary>Some item is deleted.</summary>
    [Description("Some item is deleted.")]
    public bool? Deletes { get; init; }

    /// <summary>Some change is of this kind of resource.</summary>
    [Description("Some change is of this kind of resource.")]
    public ResourceKind? Kind { get; init; }

    /// <summary>Some change is in this resource.</summary>
    [Description("Some change is in this resource.")]
    public string? Resource { get; init; }

    /// <summary>Some change is on this target.</summary>
    [Description("Some change is on this target.")]
    public string? Target { get; init; }

    /// <summary>Policy or people change with this run.</summary>
    [Description("Policy or people change with this run.")]
    public bool? PolicyChange { get; init; }
}
