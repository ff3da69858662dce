using System.ComponentModel;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Model;

/// <summary>One case: what is given, and what must be decided.</summary>
public sealed record PolicyCase
{
    /// <summary>What the case is about, as a sentence; unique in its document.</summary>
    [Description("What the case is about, as a sentence; unique in its document.")]
    public required string Name { get; init; }

    /// <summary>What the plan changes.</summary>
    [Description("What the plan changes.")]
    public required CasePlan Plan { get; init; }

    /// <summary>Who wrote the commits: short names of People, or git addresses.</summary>
    [Description("Who wrote the commits: short names of People, or git addresses.")]
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Who starts the run: a short name of People, or the name of a key.</summary>
    [Description("Who starts the run: a short name of People, or the name of a key. Default: nobody of People.")]
    public string? Starter { get; init; }

    /// <summary>Paths that the commits changed.</summary>
    [Description("Paths that the commits changed. Default: the files of the changed resources, and those of the policies and people where they change.")]
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>The change note of these commits.</summary>
    [Description("The change note that came with these commits. Default: there is none.")]
    public CaseNote? Note { get; init; }

    /// <summary>Whether the run takes another one back by the rule for rollbacks.</summary>
    [Description("Whether the run takes another one back within the time of the policy's rule for rollbacks. Default false.")]
    public bool Rollback { get; init; }

    /// <summary>Decisions given so far, in order.</summary>
    [Description("Decisions given so far, in order.")]
    public IReadOnlyList<CaseApproval> Approvals { get; init; } = [];

    /// <summary>The instant that is asked about.</summary>
    [Description("The instant that is asked about, with its offset from UTC, such as 2026-12-20T10:00:00+01:00. Default: windows, freezes and the age of approvals are not asked.")]
    public string? At { get; init; }

    /// <summary>What must be decided.</summary>
    [Description("What must be decided.")]
    public required CaseExpectation Expect { get; init; }

    /// <summary>Where the case stands. Set by the reader, not by the file.</summary>
    [JsonIgnore]
    public Place Place { get; init; } = new("");
}
