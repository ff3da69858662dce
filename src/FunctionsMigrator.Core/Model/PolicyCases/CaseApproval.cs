using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>A decision that was given before the instant of a case.</summary>
public sealed record CaseApproval
{
    /// <summary>Who decided: a short name of People, or the name of a key.</summary>
    [Description("Who decided: a short name of People, or the name of a key.")]
    public required string By { get; init; }

    /// <summary>What was said.</summary>
    [Description("What was said: 'approve' (default), 'reject' or 'withdraw'.")]
    [AllowedValues("approve", "reject", "withdraw")]
    public string Says { get; init; } = "approve";

    /// <summary>When; the instant of the case where it says nothing.</summary>
    [Description("When, with the offset from UTC. Default: the instant of the case.")]
    public string? At { get; init; }

    /// <summary>Whether it was about an older plan.</summary>
    [Description("Whether it was about an older plan. Default false.")]
    public bool OlderPlan { get; init; }
}
