using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>Something that a person may ask of a run on its page. Whether it is taken is said when it is asked; that a button is there says only that it would have been taken a moment ago.</summary>
/// <param name="Name">As forms post it.</param>
/// <param name="Label">On its button.</param>
/// <param name="Told">What the page says once it was asked for.</param>
/// <param name="Role">Who may.</param>
/// <param name="Kind">The command behind it; null for what starts a run.</param>
internal sealed record RunAction(string Name, string Label, string Told, AccessRole Role, CommandKind? Kind)
{
    public const string Skip = "skip";
    public const string AbortKeep = "abort-keep";
    public const string AdvanceAll = "advance-all";
    public const string Override = "override";
    public const string Attempt = "attempt";
    public const string BreakGlass = "break-glass";

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly IReadOnlyList<RunAction> All =
    [
        new("pause", "Pause", "Pause was asked for: the run stops at its next boundary.", AccessRole.Operator, CommandKind.Pause),
        new("resume", "Go on", "The run was told to go on.", AccessRole.Operator, CommandKind.Resume),
        new("advance", "Advance", "The wait behind this wave was ended.", AccessRole.Operator, CommandKind.Advance),
        new(AdvanceAll, "Advance through every gate", "The wait behind this wave was ended, and every later gate is open.", AccessRole.Operator, CommandKind.Advance),
        new("retry", "Try failed targets again", "The failed targets are tried again.", AccessRole.Operator, CommandKind.Retry),
        new(Skip, "Leave a target out", "The target is left out.", AccessRole.Operator, CommandKind.Skip) { Reason = true },
        new("cancel", "Cancel the run", "It was cancelled: nothing is written.", AccessRole.Operator, CommandKind.Abort) { Reason = true, Danger = true, Offered = run => run.State.IsWaiting() },
        new("abort", "Stop and take back", "Stop was asked for: what was written is taken back.", AccessRole.Operator, CommandKind.Abort) { Reason = true, Danger = true, Offered = run => !run.State.IsWaiting() },
        new(AbortKeep, "Stop and keep", "Stop was asked for: what was written stays.", AccessRole.Operator, CommandKind.Abort) { Reason = true, Danger = true, Offered = run => !run.State.IsWaiting() },
        new(Override, "Set a window or freeze aside", "It was set aside for this run and plan.", AccessRole.Approver, CommandKind.Override) { Reason = true, Danger = true, Offered = run => run.Plan is not null && run.State is RunState.AwaitingWindow or RunState.AwaitingApproval },
        new(BreakGlass, "Go without approvals (break glass)", "The approvals were set aside for this run and plan; somebody else looks at it afterwards.", AccessRole.Approver, CommandKind.BreakGlass) { Reason = true, Danger = true, Offered = run => run is { Plan: not null, State: RunState.AwaitingApproval } && !run.Overrides.Any(other => other.What == Overrides.OfApprovals) },
        new("review", "I have looked at what was set aside", "Your look is noted.", AccessRole.Approver, CommandKind.Review) { Reason = true, Offered = run => run.Overrides.Any(other => other.ReviewedBy is null) },
        new(Attempt, "Start the next attempt", "", AccessRole.Operator, null) { Offered = run => run.State.IsFinal() && !run.State.IsGood() && run.Reverts is null },
        new("roll-back", "Take this run back", "", AccessRole.Operator, null) { Page = "roll-back", Offered = run => run is { TakenBackBy: null, Reverts: null, State: RunState.Completed or RunState.Partial } },
    ];

    /// <summary>Whether it needs a reason.</summary>
    public bool Reason { get; private init; }

    /// <summary>The page below the run's that shows what it would do, and has the button that does it; null: the button stands on the run's page.</summary>
    public string? Page { get; private init; }

    /// <summary>Whether it is about the plan that the page shows, and about no other.</summary>
    public bool Binds => Kind is CommandKind.Override or CommandKind.BreakGlass;

    /// <summary>Whether its button warns.</summary>
    public bool Danger { get; private init; }

    private Func<RunRecord, bool> Offered { get; init; } = static _ => true;

    /// <summary>The one of that name.</summary>
    public static RunAction? Find(string? name) => All.FirstOrDefault(action => action.Name == name);

    /// <summary>Whether the run, as it stands, would take it.</summary>
    /// <param name="details">The run.</param>
    /// <param name="at">Now.</param>
    public bool IsOffered(RunDetails details, DateTimeOffset at) =>
        Offered(details.Run)
        && (Kind is not { } kind || !kind.Steers() || Steering.WhyNot(details.Run, details.Commands, new RunCommand(details.Commands.Count + 1, kind, "", at) { All = Name == AdvanceAll, Wave = details.Run.Wave }) is null)
        && (Name != AdvanceAll || details.Run.Gates.Any(gate => gate.Wave > details.Run.Wave));
}
