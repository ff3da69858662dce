using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who must approve, when a run may start, what is forbidden.</summary>
[Description("Who must approve, when a run may start, what is forbidden.")]
public sealed record PolicyDocument : MetadataDocument
{
    /// <summary>Who must approve.</summary>
    [Description("Who must approve, by risk.")]
    public ApprovalRules Approvals { get; init; } = new();

    /// <summary>What a newer commit does to a waiting run.</summary>
    [Description("'supersede' (default): a newer commit replaces a waiting run; 'queue-after-approval': not once it has an approval.")]
    public OnNewer OnNewer { get; init; } = OnNewer.Supersede;

    /// <summary>When a run may write; none means always. Several are ORed.</summary>
    [Description("Weekly windows in which a run may write; ORed. None: always.")]
    public IReadOnlyList<WindowDefinition> Windows { get; init; } = [];

    /// <summary>When nothing may be written; a freeze beats a window.</summary>
    [Description("Times in which nothing may be written; a freeze beats a window.")]
    public IReadOnlyList<FreezeDefinition> Freezes { get; init; } = [];

    /// <summary>What is asked of commits.</summary>
    [Description("What is asked of commits.")]
    public CommitRules Commits { get; init; } = new();

    /// <summary>What is too much.</summary>
    [Description("Limits on what one run may do.")]
    public LimitRules Limits { get; init; } = new();

    /// <summary>Whether a reviewed note is needed.</summary>
    [Description("Whether every changed resource must be covered by a change note.")]
    public ChangeNoteRules ChangeNote { get; init; } = new();

    /// <summary>Where a bundle must have been before.</summary>
    [Description("Where a bundle must have been before it comes here.")]
    public PromotionRules? Promotion { get; init; }

    /// <summary>Who may roll back on demand.</summary>
    [Description("Who may roll back on demand, and what a rollback need not wait for.")]
    public RollbackRules Rollback { get; init; } = new();
}

/// <summary>Who must approve.</summary>
public sealed record ApprovalRules
{
    /// <summary>For low risk.</summary>
    [Description("Required for low risk.")]
    public required IReadOnlyList<RoleRequirement> Low { get; init; } = [];

    /// <summary>For medium risk.</summary>
    [Description("Required for medium risk.")]
    public required IReadOnlyList<RoleRequirement> Medium { get; init; } = [];

    /// <summary>For high risk.</summary>
    [Description("Required for high risk.")]
    public required IReadOnlyList<RoleRequirement> High { get; init; } = [];

    /// <summary>Added where a condition holds; never less.</summary>
    [Description("Added where a condition holds.")]
    public IReadOnlyList<AlsoRule> Also { get; init; } = [];

    /// <summary>Who of those who wrote the change cannot approve it.</summary>
    [Description("Who cannot approve: authors of the items in this plan ('plan', default), of all commits of the range ('range'), or nobody is excluded ('off').")]
    public ExcludeAuthors ExcludeAuthors { get; init; } = ExcludeAuthors.Plan;

    /// <summary>From request to last approval; then the run expires.</summary>
    [Description("Time from request to last approval, then the run expires. Default 72h.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan CollectWithin { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How long an approval counts; time in a freeze does not.</summary>
    [Description("How long an approval counts; time in a freeze does not. Default 7d.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Time between reminders.</summary>
    [Description("Time between reminders. Default 4h.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan RemindEvery { get; init; } = TimeSpan.FromHours(4);

    /// <summary>No approvals at all.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ApprovalRules()
    {
    }
}

/// <summary>So many different people of one role.</summary>
public sealed record RoleRequirement
{
    /// <summary>Approver role, from People.</summary>
    [Description("Approver role, from People.")]
    public required string Role { get; init; }

    /// <summary>How many different people; from 1.</summary>
    [Description("How many different people. Default 1.")]
    public int Count { get; init; } = 1;
}

/// <summary>Approvals that are added where a condition holds.</summary>
public sealed record AlsoRule
{
    /// <summary>The condition; all that is named must hold.</summary>
    [Description("The condition; all that is named must hold.")]
    public required AlsoCondition When { get; init; }

    /// <summary>Who is needed then.</summary>
    [Description("Who is needed then.")]
    public required IReadOnlyList<RoleRequirement> Require { get; init; }
}

/// <summary>A condition over plan facts.</summary>
public sealed record AlsoCondition
{
    /// <summary>Some change cannot be taken back.</summary>
    [Description("Some change cannot be taken back.")]
    public bool? Irreversible { get; init; }

    /// <summary>Some item is deleted.</summary>
    [Description("Some item is deleted.")]
    public bool? Deletes { get; init; }

    /// <summary>Some change is of this kind of resource.</summary>
    [Description("Some change is of this kind of resource.")]
    public ResourceKind? Kind { get; init; }

    /// <summary>Some change is in this resource.</summary>
    [Description("Some change is in this resource.")]
    public string? Resource { get; init; }

    /// <summary>Some change is on this target.</summary>
    [Description("Some change is on this target.")]
    public string? Target { get; init; }

    /// <summary>Policy or people change with this run.</summary>
    [Description("Policy or people change with this run.")]
    public bool? PolicyChange { get; init; }
}

/// <summary>Whose approval does not count.</summary>
[JsonConverter(typeof(KebabEnumConverter<ExcludeAuthors>))]
public enum ExcludeAuthors
{
    /// <summary>Of the commits that touch this plan's items.</summary>
    Plan,

    /// <summary>Of every commit of the range.</summary>
    Range,

    /// <summary>Nobody is excluded.</summary>
    Off,
}

/// <summary>What a newer commit does to a waiting run.</summary>
[JsonConverter(typeof(KebabEnumConverter<OnNewer>))]
public enum OnNewer
{
    /// <summary>It replaces the run.</summary>
    Supersede,

    /// <summary>It queues once the run has an approval.</summary>
    QueueAfterApproval,
}

/// <summary>A weekly window.</summary>
public sealed record WindowDefinition
{
    /// <summary>Days and times, such as <c>Mon-Thu 09:00-16:00</c> or <c>Mon,Wed 22:00-02:00</c>; from included, to not.</summary>
    [Description("Days and times, such as 'Mon-Thu 09:00-16:00'; from included, to not.")]
    public required string Allow { get; init; }

    /// <summary>IANA zone.</summary>
    [Description("IANA time zone, such as Europe/Berlin.")]
    public required string Zone { get; init; }

    /// <summary>What happens to a run that is writing when the window ends.</summary>
    [Description("What a running rollout does when the window ends: 'finish' (default) or 'pause' before the next wave.")]
    public Overrun Overrun { get; init; } = Overrun.Finish;
}

/// <summary>What happens when a window ends.</summary>
[JsonConverter(typeof(KebabEnumConverter<Overrun>))]
public enum Overrun
{
    /// <summary>The rollout goes on.</summary>
    Finish,

    /// <summary>It waits before its next wave.</summary>
    Pause,
}

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
}

/// <summary>What is asked of commits.</summary>
public sealed record CommitRules
{
    /// <summary><c>optional</c> (default) or <c>required</c>.</summary>
    [Description("'optional', the only value of this version: signatures are not checked.")]
    public string Signed { get; init; } = "optional";
}

/// <summary>Limits on what one run may do.</summary>
public sealed record LimitRules
{
    /// <summary>Deletes per resource and target.</summary>
    [Description("Deletes per resource and target; denied only above both.")]
    public DeleteLimit? Deletes { get; init; }
}

/// <summary>A run is denied when a resource on a target loses more than both.</summary>
public sealed record DeleteLimit
{
    /// <summary>Share of the managed items, from 0 to 100.</summary>
    [Description("Share of the managed items in percent.")]
    public required double Percent { get; init; }

    /// <summary>Number of items.</summary>
    [Description("Number of items.")]
    public required int Rows { get; init; }
}

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

/// <summary>Where a bundle must have been before.</summary>
public sealed record PromotionRules
{
    /// <summary>The environment before this one.</summary>
    [Description("The environment before this one.")]
    public required string From { get; init; }

    /// <summary>How long the bundle must have been there.</summary>
    [Description("How long the bundle must have been there. Default 0s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Soak { get; init; }

    /// <summary>Who starts the run.</summary>
    [Description("'manual' (default: fm promote) or 'auto'.")]
    public PromotionStart Start { get; init; } = PromotionStart.Manual;
}

/// <summary>Who starts a promotion.</summary>
[JsonConverter(typeof(KebabEnumConverter<PromotionStart>))]
public enum PromotionStart
{
    /// <summary>A person.</summary>
    Manual,

    /// <summary>The host, when the soak is over.</summary>
    Auto,
}

/// <summary>Who may roll back on demand.</summary>
public sealed record RollbackRules
{
    /// <summary>Who is needed.</summary>
    [Description("Who must approve a rollback on demand. Default nobody beyond the operator who asks.")]
    public IReadOnlyList<RoleRequirement> Require { get; init; } = [];

    /// <summary>What a rollback does not wait for: windows, freezes, soak.</summary>
    [Description("What a rollback does not wait for: windows, freezes, soak. Default all three.")]
    public IReadOnlyList<string> Ignore { get; init; } = ["windows", "freezes", "soak"];

    /// <summary>How long this rule holds; an older run needs the normal approvals.</summary>
    [Description("How long after the run this rule holds; later the normal approvals are needed. Default 7d.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(7);
}
