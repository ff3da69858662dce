using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>The change note of a case.</summary>
public sealed record CaseNote
{
    /// <summary>Its ticket.</summary>
    [Description("Its ticket. Default: none.")]
    public string? Ticket { get; init; }

    /// <summary>The resources that it covers.</summary>
    [Description("The resources that it covers. Default: all that change.")]
    public IReadOnlyList<string>? Covers { get; init; }
}
