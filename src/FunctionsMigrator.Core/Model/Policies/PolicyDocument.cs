using System.ComponentModel;

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

    /// <summary>Who may set windows and freezes aside for one run.</summary>
    [Description("Who may set windows and freezes aside for one run, and who looks at it afterwards. Default nobody.")]
    public OverrideRules Override { get; init; } = new();

    /// <summary>Who may let a run go without its approvals; null: nobody.</summary>
    [Description("Who may let a run go without its approvals, and who looks at it afterwards. Default nobody.")]
    public BreakGlassRules? BreakGlass { get; init; }

    /// <summary>What is asked of commits.</summary>
    [Description("What is asked of commits.")]
    public CommitRules Commits { get; init; } = new();

    /// <summary>Which results of other systems a commit needs.</summary>
    [Description("Which results of other systems a commit needs.")]
    public CheckRules Checks { get; init; } = new();

    /// <summary>What is too much.</summary>
    [Description("Limits on what one run may do.")]
    public LimitRules Limits { get; init; } = new();

    /// <summary>How much lint findings weigh: by code, and by <c>default</c> for the codes that are not named.</summary>
    [Description("How much the linter's findings about scripts weigh: 'off', 'info', 'warning' or 'error' by code (LINT102), and by 'default' for all others. An error denies the run.")]
    public IReadOnlyDictionary<string, LintLevel> Lint { get; init; } = new Dictionary<string, LintLevel>();

    /// <summary>Whether a reviewed note is needed.</summary>
    [Description("Whether every changed resource must be covered by a change note.")]
    public ChangeNoteRules ChangeNote { get; init; } = new();

    /// <summary>When a script that loses data may run; null: as any other.</summary>
    [Description("When a script that drops or narrows what holds data may run: its change note says what it follows, and that must have stood long enough. Default: as any other.")]
    public ContractRules? Contract { get; init; }

    /// <summary>Where a bundle must have been before.</summary>
    [Description("Where a bundle must have been before it comes here.")]
    public PromotionRules? Promotion { get; init; }

    /// <summary>Who may roll back on demand.</summary>
    [Description("Who may roll back on demand, and what a rollback need not wait for.")]
    public RollbackRules Rollback { get; init; } = new();

    /// <summary>Who is told what happens.</summary>
    [Description("Who is told what happens to a run, in Teams and by e-mail.")]
    public NotifyRules Notify { get; init; } = new();
}
