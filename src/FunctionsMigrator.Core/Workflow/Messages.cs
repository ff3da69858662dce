using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

// What enters histories: names, digests, counts and short reasons; never contents, never secrets. Members are only ever added, and are optional then.

/// <summary>What a run is started with; everything else stands in its record.</summary>
public sealed record RunInput(string Run, bool TakesBack);

/// <summary>The input of a step: every step is about a run.</summary>
public interface IRunInput
{
    /// <summary>Id of the run.</summary>
    string Run { get; }
}

/// <summary>The input of a step about one target.</summary>
public interface ITargetInput : IRunInput
{
    /// <summary>The target.</summary>
    TargetAddress Address { get; }
}

/// <summary>A step about the run as a whole.</summary>
public sealed record RunStep(string Run) : IRunInput;

/// <summary>A step about one round of planning, from 1.</summary>
public sealed record RoundStep(string Run, int Round) : IRunInput;

/// <summary>A step about one target in one round of planning.</summary>
public sealed record TargetStep(string Run, TargetAddress Address, int Round) : ITargetInput;

/// <summary>A step about one target and its plan.</summary>
public sealed record TargetPlanStep(string Run, TargetAddress Address, string Plan, bool Check = false) : ITargetInput;

/// <summary>Asks for a group: of the environment when <paramref name="Waves"/> is null, else of a wave.</summary>
/// <param name="Unfinished">Without the units of which every target was written and read back.</param>
public sealed record GroupStep(string Run, int Group, string? Waves = null, int Wave = 0, bool? Unfinished = null) : IRunInput;

/// <summary>Lines of a plan to write or to take back; <paramref name="Seen"/> is the number of the last command that was dealt with.</summary>
/// <param name="Watch">By what background analyses stop the writing; null: nothing is measured meanwhile.</param>
public sealed record WriteStep(string Run, TargetAddress Address, string Plan, int First, int Last, int Seen, string? Watch = null) : ITargetInput;

/// <summary>Nothing to say.</summary>
public sealed record Done;

/// <summary>The bundle, or why there is none.</summary>
/// <param name="Groups">Number of groups of at most fifty targets.</param>
/// <param name="Invalid">Why the commit cannot be used; null when it can.</param>
public sealed record FetchedBundle(int Groups, StepFailure? Invalid = null);

/// <summary>A target was planned.</summary>
/// <param name="Plan">Name of the blob with its plan.</param>
/// <param name="Rehearse">Whether there is something to rehearse.</param>
public sealed record PlannedTarget(string Plan, bool Rehearse);

/// <summary>A target was rehearsed.</summary>
/// <param name="Problems">Number of errors found.</param>
public sealed record RehearsedTarget(int Problems);

/// <summary>What the plan comes to.</summary>
[JsonConverter(typeof(KebabEnumConverter<PlanOutcome>))]
public enum PlanOutcome
{
    /// <summary>There is something to write.</summary>
    Changes,

    /// <summary>There is nothing to write.</summary>
    Nothing,

    /// <summary>An item is a conflict, a drift or a first contact.</summary>
    Conflict,

    /// <summary>Files, scripts or tables do not fit.</summary>
    Invalid,

    /// <summary>A target cannot be reached, or the rehearsal failed.</summary>
    Failed,

    /// <summary>A rule forbids it.</summary>
    Denied,
}

/// <summary>A plan as the workflow knows it.</summary>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Digest">What approvals bind to.</param>
/// <param name="Waves">Name of the blob with the waves; null when there is nothing to write.</param>
/// <param name="Groups">Per wave its number of groups.</param>
/// <param name="Bakes">Per wave its bake in milliseconds.</param>
/// <param name="Analyses">Per wave whether something is measured.</param>
/// <param name="Hold">Whether a failure pauses the run instead of taking it back.</param>
/// <param name="MaxFailures">How many units may fail.</param>
/// <param name="Reason">Why it does not go on, when it does not.</param>
/// <param name="LeftOut">Targets that stood in the way of their units, which are left out within the budget; at most fifty.</param>
/// <param name="Rules">Per wave what holds for it besides. Null: the run was planned before waves had rules, and goes on as such runs do.</param>
/// <param name="Background">Whether something is measured while waves are written.</param>
public sealed record AssembledPlan(
    PlanOutcome Outcome,
    Digest Digest,
    string? Waves,
    IReadOnlyList<int> Groups,
    IReadOnlyList<long> Bakes,
    IReadOnlyList<bool> Analyses,
    bool Hold,
    int MaxFailures,
    StepFailure? Reason = null,
    IReadOnlyList<TargetFailure>? LeftOut = null,
    IReadOnlyList<WaveRule>? Rules = null,
    bool? Background = null);

/// <summary>What holds for one wave of a rollout.</summary>
/// <param name="Gate">Whether somebody must advance the run behind it.</param>
/// <param name="InOrder">Whether its groups are written one after the other, and no further one once the budget is spent.</param>
/// <param name="MaxFailures">How many of its units may fail; null: as many as of the whole run.</param>
public sealed record WaveRule(bool Gate = false, bool InOrder = false, int? MaxFailures = null);

/// <summary>Asks what follows while nothing is written.</summary>
/// <param name="Requested">When the plan was offered for approval.</param>
public sealed record ReviewStep(string Run, Digest Plan, DateTimeOffset Requested) : IRunInput;

/// <summary>What follows while nothing is written.</summary>
[JsonConverter(typeof(KebabEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>People must decide.</summary>
    AwaitApproval,

    /// <summary>A time must come.</summary>
    AwaitWindow,

    /// <summary>It may begin.</summary>
    Go,

    /// <summary>It ends.</summary>
    End,
}

/// <summary>What follows while nothing is written.</summary>
/// <param name="Verdict">What follows.</param>
/// <param name="State">The state to be in: a waiting one, or the final one for <see cref="Verdict.End"/>.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Code">Code behind the reason.</param>
/// <param name="Until">When to look again at the latest.</param>
/// <param name="Seen">Number of the last command looked at.</param>
/// <param name="SupersededBy">For <see cref="RunState.Superseded"/>: the newer run.</param>
/// <param name="NextLook">When there is something to do before <paramref name="Until"/>, such as reminding people; null: there is not.</param>
public sealed record Review(
    Verdict Verdict, RunState State, string? Reason, string? Code, DateTimeOffset? Until, int Seen, string? SupersededBy = null, DateTimeOffset? NextLook = null);

/// <summary>Whether the lock was taken, else who holds it.</summary>
public sealed record LockAnswer(bool Taken, string? Owner = null);

/// <summary>Whether writing may begin; false: the run was superseded, or one of the other two holds.</summary>
/// <param name="Undecided">Something was decided since the run was let go: look again.</param>
/// <param name="RulesChanged">Policy or people are others now: the plan, and every approval of it, is void.</param>
public sealed record BeginAnswer(bool Begun, string? SupersededBy = null, bool? Undecided = null, bool? RulesChanged = null);

/// <summary>Whether the next wave may start; else why not, and when to look again.</summary>
/// <param name="TakeBack">It may not, and what was written is taken back.</param>
public sealed record WaveAnswer(string? Reason = null, string? Code = null, DateTimeOffset? Until = null, bool? TakeBack = null);

/// <summary>Whether a target still is what its plan was made from.</summary>
public sealed record CapturedTarget(IReadOnlyList<ItemRef> Moved);

/// <summary>The targets of a group.</summary>
public sealed record GroupTargets(IReadOnlyList<TargetWave> Targets);

/// <summary>How far a writing step came.</summary>
public sealed record WriteReply(WriteEnd End, int Cursor, int Written, IReadOnlyList<ItemRef> NotRestored);

/// <summary>Whether a target holds what it should.</summary>
public sealed record VerifiedTarget(IReadOnlyList<ItemRef> Wrong, bool ContentDiffers = false);

/// <summary>Input of a child run over one group.</summary>
/// <param name="Round">Round of planning.</param>
/// <param name="Waves">Name of the blob with the waves.</param>
/// <param name="Check">Only check; before-images stand already.</param>
/// <param name="Skip">Targets that are left out, with their units.</param>
/// <param name="Units">The only units to work on; null: all.</param>
/// <param name="From">The phase to go on with; 0: the first.</param>
/// <param name="Unfinished">Only the units that are not written and read back yet; null: all.</param>
/// <param name="Budget">The groups are worked on one after the other, and none is begun once more units than this have failed; null: side by side, all of them.</param>
/// <param name="Watch">By what background analyses stop the writing.</param>
public sealed record GroupInput(
    string Run,
    int Group,
    int Round = 0,
    string? Waves = null,
    int Wave = 0,
    int Seen = 0,
    bool Check = false,
    IReadOnlyList<TargetAddress>? Skip = null,
    bool TakesBack = false,
    IReadOnlyList<string>? Units = null,
    int From = 0,
    bool? Unfinished = null,
    int? Budget = null,
    string? Watch = null);

/// <summary>What is done with a group of targets.</summary>
[JsonConverter(typeof(KebabEnumConverter<GroupWork>))]
public enum GroupWork
{
    /// <summary>Plan and rehearse.</summary>
    Plan,

    /// <summary>Check and keep the before-images.</summary>
    Capture,

    /// <summary>Apply and verify.</summary>
    Apply,

    /// <summary>Take back and verify.</summary>
    Undo,
}

/// <summary>Input of a level: consecutive groups.</summary>
/// <param name="Group">The input of each but for its number.</param>
public sealed record LevelInput(GroupWork Work, int First, int Count, GroupInput Group);

/// <summary>Why one target of a group did not come through.</summary>
public sealed record TargetFailure(TargetAddress Address, string Code, string Message)
{
    /// <summary>Stands where something failed that is about no target.</summary>
    public static TargetAddress OfNoTarget { get; } = new("-", "-", "-");
}

/// <summary>How a child run over a group ended.</summary>
/// <param name="Failures">Targets that did not come through; at most fifty of a group, five hundred of all.</param>
/// <param name="Interrupted">Whether it stopped for a command.</param>
/// <param name="Next">The phase with which another child run goes on; null: all is done.</param>
/// <param name="Stopped">Whether groups were not begun, since the budget was spent.</param>
public sealed record GroupResult(IReadOnlyList<TargetFailure> Failures, bool Interrupted = false, int? Next = null, bool? Stopped = null);

/// <summary>Input of a bake.</summary>
/// <param name="Until">When the bake ends.</param>
/// <param name="Tallies">What was measured so far.</param>
public sealed record BakeInput(string Run, int Wave, string Waves, DateTimeOffset Started, DateTimeOffset Until, int Seen, IReadOnlyList<Tally> Tallies);

/// <summary>One analysis of one region, counted.</summary>
/// <param name="Analysis">Name.</param>
/// <param name="Region">Region.</param>
/// <param name="Next">When it is measured next; null: never again.</param>
/// <param name="PassedInARow">Good measurements since the last other one.</param>
public sealed record Tally(
    string Analysis, string Region, int Passed = 0, int Failed = 0, int Inconclusive = 0, int Errors = 0, int ErrorsInARow = 0, DateTimeOffset? Next = null, int PassedInARow = 0);

/// <summary>Verdict of an analysis.</summary>
[JsonConverter(typeof(KebabEnumConverter<AnalysisVerdict>))]
public enum AnalysisVerdict
{
    /// <summary>Not decided yet.</summary>
    Open,

    /// <summary>Good.</summary>
    Pass,

    /// <summary>Bad.</summary>
    Fail,

    /// <summary>Neither: a person decides.</summary>
    Inconclusive,
}

/// <summary>Asks for one measurement of everything that is due; <paramref name="Last"/>: the bake is over, decide.</summary>
/// <param name="Watch">The mark of what is written meanwhile: only background analyses are measured. With <paramref name="Last"/> nothing is: the writing is over, and whoever looks is to know it.</param>
public sealed record MeasureStep(
    string Run, int Wave, string Waves, DateTimeOffset Started, IReadOnlyList<Tally> Tallies, bool Last, string? Watch = null) : IRunInput;

/// <summary>What was measured.</summary>
/// <param name="Next">When something is due next; null: nothing is.</param>
/// <param name="Over">What was written meanwhile is over.</param>
public sealed record Measured(IReadOnlyList<Tally> Tallies, AnalysisVerdict Verdict, string? Reason, DateTimeOffset? Next, bool? Over = null);

/// <summary>How a bake, or a piece of it, ended.</summary>
/// <param name="Verdict"><see cref="AnalysisVerdict.Open"/>: it goes on, with the tallies.</param>
/// <param name="Interrupted">Whether it stopped for a command.</param>
public sealed record BakeResult(AnalysisVerdict Verdict, string? Reason, IReadOnlyList<Tally> Tallies, bool Interrupted = false);

/// <summary>Input of one of the two that write a wave and measure meanwhile.</summary>
/// <param name="Started">When the writing began.</param>
/// <param name="Mark">By which the two know each other.</param>
/// <param name="Work">The groups to work on; null: look.</param>
/// <param name="Piece">The piece of the one that looks; null: all of them.</param>
public sealed record WatchedInput(string Run, int Wave, string Waves, DateTimeOffset Started, string Mark, LevelInput? Work, int? Piece = null);

/// <summary>How one of the two ended; neither member: a piece is over, and looking goes on.</summary>
/// <param name="Result">How the work ended.</param>
/// <param name="Watched">What was seen.</param>
public sealed record WatchedResult(GroupResult? Result = null, BakeResult? Watched = null);

/// <summary>Asks for the commands behind <paramref name="Seen"/>.</summary>
public sealed record CommandStep(string Run, int Seen) : IRunInput;

/// <summary>The command that is dealt with next; null when there is none. <paramref name="Seen"/> is its number then, else the last one looked at.</summary>
/// <param name="Over">The run's record is final: its lock was broken, and nothing follows.</param>
/// <param name="Person">Short name of the person behind <paramref name="By"/>; null where People knows nobody.</param>
/// <param name="Wave">For advance: the wave behind which the run waited; for skip: the wave of the target. Null: the one at work.</param>
/// <param name="All">For advance: pass every later gate too.</param>
public sealed record CommandAnswer(
    int Seen,
    CommandKind? Kind = null,
    string? By = null,
    string? Reason = null,
    TargetAddress? Target = null,
    bool Keep = false,
    bool Over = false,
    string? Person = null,
    int? Wave = null,
    bool? All = null)
{
    /// <summary>Who asked, for people.</summary>
    [JsonIgnore]
    public string? Shown => Person ?? By;
}

/// <summary>Enters a state.</summary>
/// <param name="Event">Audit event; null: none.</param>
/// <param name="Wave">Wave at work; null: as before.</param>
/// <param name="Listening">The child instance that must hear the bell too; null: none.</param>
/// <param name="Waves">The waves: the audit then names the targets of the wave.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Failures">Targets that did not come through.</param>
/// <param name="Target">The target that a person left out.</param>
public sealed record EnterStep(
    string Run,
    RunState State,
    string? Reason = null,
    string? Code = null,
    DateTimeOffset? Until = null,
    string? Event = null,
    int? Wave = null,
    string? Listening = null,
    string? Waves = null,
    string? By = null,
    IReadOnlyList<TargetFailure>? Failures = null,
    TargetAddress? Target = null) : IRunInput;

/// <summary>Ends the run.</summary>
/// <param name="Waves">The waves, for what was changed.</param>
/// <param name="LastWave">The last wave that was begun.</param>
/// <param name="SupersededBy">For <see cref="RunState.Superseded"/>: the newer run.</param>
public sealed record FinishStep(
    string Run,
    RunState State,
    string? Reason = null,
    string? Code = null,
    string? Waves = null,
    int LastWave = 0,
    IReadOnlyList<TargetFailure>? Failures = null,
    string? SupersededBy = null) : IRunInput;

/// <summary>How the run ended.</summary>
public sealed record Finished(RunState State, string? Reason = null);
