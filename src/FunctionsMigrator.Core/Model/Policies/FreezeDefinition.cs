using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>A time in which nothing may be written.</summary>
public sealed record FreezeDefinition
{
    /// <summary>What people call it.</summary>
    [Description("What people call it.")]
    public required string Name { get; init; }

    /// <summary>Local start, included: <c>2026-12-18T00:00</c>.</summary>
    [Description("Local start, included, such as 2026-12-18T00:00.")]
    public required string From { get; init; }

    /// <summary>Local end, excluded.</summary>
    [Description("Local end, not included.")]
    public required string To { get; init; }

    /// <summary>IANA zone.</summary>
    [Description("IANA time zone.")]
    public required string Zone { get; init; }

    /// <summary>Who may set it aside for one run; null: whom the policy's <c>override</c> names; empty: nobody.</summary>
    [Description("Who may set it aside for one run. Default: whom the policy's 'override' names; an empty list: nobody.")]
    public IReadOnlyList<RoleRequirement>? Override { get; init; }
}
