using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>
/// What a notice says, whatever brings it. Every text is one line of visible characters and bounded (<see cref="NoticeText"/>), but is not escaped for any markup: that is done by the
/// notifier. Lists are bounded; what is left out is counted.
/// </summary>
public sealed record NoticeContent
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Key of the notice within the run: with the run and the receiver it is the notice's identity.</summary>
    public required string Key { get; init; }

    /// <summary>What it is about.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>First seven digits of the commit.</summary>
    public required string Commit { get; init; }

    /// <summary>First line of the commit's message; null where it was not read.</summary>
    public string? Title { get; init; }

    /// <summary>What happened, in a few words: <c>Approval needed</c>, <c>Completed</c>.</summary>
    public required string Headline { get; init; }

    /// <summary>When it was due.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it stands there, or what a person gave as reason; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Who caused it; null: nobody but time.</summary>
    public string? By { get; init; }

    /// <summary>What happens next, in a sentence or two.</summary>
    public required string Next { get; init; }

    /// <summary>First twelve digits of the plan's digest, so that it can be compared with the page; null before there is a plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The plan's risk; null before there is a plan.</summary>
    public RiskLevel? Risk { get; init; }

    /// <summary>Why it is as risky.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The plan in numbers; null before there is one.</summary>
    public string? Summary { get; init; }

    /// <summary>The first changes.</summary>
    public IReadOnlyList<NoticeChange> Changes { get; init; } = [];

    /// <summary>How many changes there are beside these.</summary>
    public int MoreChanges { get; init; }

    /// <summary>The worst findings, one line each.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>How many findings there are beside these.</summary>
    public int MoreFindings { get; init; }

    /// <summary>How it is rolled out, the canary first, one line a wave.</summary>
    public IReadOnlyList<string> Rollout { get; init; } = [];

    /// <summary>How many waves there are beside these.</summary>
    public int MoreWaves { get; init; }

    /// <summary>Who is still needed: <c>dba (Bo or Kim)</c>.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>Until when people may decide; null where nobody is asked.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The change notes that cover what changes, with their tickets.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The page to look at; null where the host does not say under which address it is reached.</summary>
    public Uri? Link { get; init; }

    /// <summary>The command line to use where there is no page.</summary>
    public required string Command { get; init; }
}

/// <summary>One change, as a line.</summary>
/// <param name="Sign"><c>+ ~ - &gt;</c>.</param>
/// <param name="Target">The target.</param>
/// <param name="Text">What is done to which item, with its values where they are short.</param>
/// <param name="Remark">Risk and how it is taken back, where that is worth a word.</param>
public sealed record NoticeChange(char Sign, string Target, string Text, string? Remark = null);
