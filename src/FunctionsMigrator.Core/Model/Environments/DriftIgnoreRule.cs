using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Items that may move on their targets: they are left alone until git changes them, or the rule ends.</summary>
public sealed record DriftIgnoreRule
{
    /// <summary>Keys of the items; <c>*</c> stands for any text.</summary>
    [Description("Keys of the items; '*' stands for any text, such as checkout/*.")]
    public required string Items { get; init; }

    /// <summary>Only items of this resource.</summary>
    [Description("Only items of this resource. Default: of all.")]
    public string? Resource { get; init; }

    /// <summary>Only on the target of this name.</summary>
    [Description("Only on the target of this name. Default: on all.")]
    public string? Target { get; init; }

    /// <summary>Who answers for it.</summary>
    [Description("Who answers for the rule.")]
    public required string Owner { get; init; }

    /// <summary>Why.</summary>
    [Description("Why the items may move.")]
    public required string Reason { get; init; }

    /// <summary>The last day on which it holds, in UTC: <c>2026-12-31</c>.</summary>
    [Description("The last day on which the rule holds, in UTC, such as 2026-12-31.")]
    public required string Until { get; init; }
}
