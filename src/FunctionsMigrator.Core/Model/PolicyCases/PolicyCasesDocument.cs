using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>Cases by which a team tests one of its policies: plan facts, people and a time, and what the policy must decide. They steer no run, so no bundle holds them.</summary>
[Description("Cases by which a policy is tested with `fm policy test`: what is given, and what must be decided.")]
public sealed record PolicyCasesDocument : MetadataDocument
{
    /// <summary>The policy that is tested.</summary>
    [Description("The policy that is tested.")]
    public required string Policy { get; init; }

    /// <summary>The cases, in the order in which they are told.</summary>
    [Description("The cases.")]
    [MinLength(1)]
    public required IReadOnlyList<PolicyCase> Cases { get; init; }
}
