using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>One run as an auditor reads it. Who decided, and when, is told by the audit; the rest by the run's record, which is held against the audit.</summary>
public sealed record RunRow
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Its environment.</summary>
    public required string Environment { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null for an open run.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it stands so.</summary>
    public string? Reason { get; init; }

    /// <summary>Full SHA of the commit.</summary>
    public required string Commit { get; init; }

    /// <summary>First line of the commit's message.</summary>
    public string? Title { get; init; }

    /// <summary>Change notes that cover what it changes.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Their tickets.</summary>
    public IReadOnlyList<string> Tickets { get; init; } = [];

    /// <summary>Who wrote the commits since the run before: short names of People, else addresses.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Who started it: the short name where People knew the person, else the key or account.</summary>
    public required string Starter { get; init; }

    /// <summary>The key or account that started it, as it is.</summary>
    public string? StarterKey { get; init; }

    /// <summary>Who approved the plan that stood last, and when; withdrawn approvals, and those that did not count, are left out.</summary>
    public IReadOnlyList<Decided> Approvers { get; init; } = [];

    /// <summary>Who refused it.</summary>
    public IReadOnlyList<Decided> Refusals { get; init; } = [];

    /// <summary>What was set aside by whom: overrides, break-glass, broken locks, and the looks at them afterwards.</summary>
    public IReadOnlyList<Decided> Overrides { get; init; } = [];

    /// <summary>Digest of the plan.</summary>
    public Digest? Plan { get; init; }

    /// <summary>Digest of the bundle.</summary>
    public Digest? Bundle { get; init; }

    /// <summary>How risky it was.</summary>
    public string? Risk { get; init; }

    /// <summary>Changes that write.</summary>
    public int Changes { get; init; }

    /// <summary>The run that it takes back.</summary>
    public string? Reverts { get; init; }

    /// <summary>The run that took it back.</summary>
    public string? TakenBackBy { get; init; }

    /// <summary>Commits whose signatures counted; null: the audit says nothing of signatures.</summary>
    public int? SignedCommits { get; init; }

    /// <summary>Commits whose signatures did not count.</summary>
    public int? RefusedCommits { get; init; }

    /// <summary>How its chain of audit records stands.</summary>
    public required AuditState Audit { get; init; }

    /// <summary>What is wrong with the audit, or between the audit and the record.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>What a person decided.</summary>
/// <param name="By">Short name of the person, else the name of the key.</param>
/// <param name="At">When.</param>
/// <param name="What">What: an event of the audit, and what it was about.</param>
/// <param name="Reason">Why.</param>
public sealed record Decided(string By, DateTimeOffset At, string What, string? Reason = null, string? Key = null);
