using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>The reviewed note of one change.</summary>
[Description("The reviewed note of one change.")]
public sealed record ChangeDocument : MetadataDocument
{
    /// <summary>One line for people.</summary>
    [Description("One line for people.")]
    public required string Title { get; init; }

    /// <summary>Short name of the person.</summary>
    [Description("Short name of the author, from People.")]
    public required string Author { get; init; }

    /// <summary>Ticket of the team's own system.</summary>
    [Description("Ticket of your own system.")]
    public string? Ticket { get; init; }

    /// <summary>Why.</summary>
    [Description("Why the change is made.")]
    public string? Reason { get; init; }

    /// <summary>The resources it is about.</summary>
    [Description("The resources it is about.")]
    public IReadOnlyList<string> Covers { get; init; } = [];

    /// <summary>The author's own estimate; it can only raise the computed risk.</summary>
    [Description("The author's own estimate; it can only raise the computed risk.")]
    public RiskLevel? Risk { get; init; }

    /// <summary>The changes that must have completed before this one: expand before migrate, migrate before contract.</summary>
    [Description("Names of the changes that must have completed before this one: expand before migrate, migrate before contract.")]
    public IReadOnlyList<string>? Follows { get; init; }

    /// <summary>The instant before which no run of it starts, with the offset from UTC.</summary>
    [Description("The instant before which no run of it starts, with the offset from UTC: 2026-12-01T09:00:00+01:00.")]
    public string? NotBefore { get; init; }

    /// <summary>The run whose taken-back change this one tries again.</summary>
    [Description("The run whose taken-back change this one tries again.")]
    public string? Retry { get; init; }
}
