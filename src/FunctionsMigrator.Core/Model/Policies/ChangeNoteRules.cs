using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Whether a reviewed note is needed.</summary>
public sealed record ChangeNoteRules
{
    /// <summary>Whether every changed resource needs a note.</summary>
    [Description("Whether every changed resource must be covered by a change note. Default false.")]
    public bool Required { get; init; }

    /// <summary>Regular expression that the ticket must match.</summary>
    [Description("Regular expression that the note's ticket must match.")]
    public string? Ticket { get; init; }
}
