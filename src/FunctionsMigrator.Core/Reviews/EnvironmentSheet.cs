using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>Where an environment stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Good">What it holds: the last run that ended well; null before the first.</param>
/// <param name="Open">Its runs that are not over, newest first.</param>
/// <param name="Recent">Its runs that are over, newest first, at most twenty.</param>
/// <param name="Drift">What the last look for drift found; null where nobody looked.</param>
/// <param name="Lock">The lock, while a run holds it.</param>
/// <param name="Holds">What would hold a run now: freezes, windows.</param>
/// <param name="NextStart">When a run may begin to write, as far as the clock decides; null where that is not within two years.</param>
/// <param name="Policy">Name of its policy; null: it has none.</param>
/// <param name="Times">Writes times in the zone of the policy's windows.</param>
public sealed record EnvironmentSheet(
    string Name,
    GoodRun? Good,
    IReadOnlyList<RunRecord> Open,
    IReadOnlyList<RunRecord> Recent,
    DriftRecord? Drift,
    LockView? Lock,
    IReadOnlyList<WaitReason> Holds,
    LocalInstant? NextStart,
    string? Policy,
    ReviewTimes Times)
{
    /// <summary>The run that wrote what it holds; null where its record is not among those that were read.</summary>
    public RunRecord? HeldBy => Good is { } good ? Recent.FirstOrDefault(run => run.Id == good.Run) : null;

    /// <summary>The run that tells most of it: one that is paused or writes, else one that waits, else the last one.</summary>
    public RunRecord? Telling => Open.FirstOrDefault(run => run.State is RunState.Paused) ?? Open.FirstOrDefault(run => !run.State.IsWaiting()) ?? (Open is [var open, ..] ? open : Recent is [var last, ..] ? last : null);

    /// <summary>Whether something is there that git does not say.</summary>
    public bool Drifted => Drift?.State is DriftState.Drifted;
}

/// <summary>One target of an environment.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Type">Its type.</param>
/// <param name="Ring">Ring of its unit; null: none.</param>
/// <param name="Ledger">What is applied there; null at first contact.</param>
public sealed record EnvironmentTarget(TargetAddress Address, string Type, string? Ring, Planning.LedgerPointer? Ledger);

/// <summary>An environment with its targets.</summary>
/// <param name="Sheet">Where it stands.</param>
/// <param name="Targets">The targets of what it holds, a page of them, in the order of its file.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Document">Its file, as the last good run brought it; null where there was none.</param>
/// <param name="Drifted">The items whose drift is open or was accepted, the open ones first and of them the longest open, at most one more than a hundred of each.</param>
public sealed record EnvironmentPage(
    EnvironmentSheet Sheet, IReadOnlyList<EnvironmentTarget> Targets, int Total, EnvironmentDocument? Document, IReadOnlyList<DriftedItem> Drifted)
{
    /// <summary>The environments that are promoted to from here, in the order of promotion.</summary>
    public IReadOnlyList<string> Next { get; init; } = [];

    /// <summary>Which commits wait behind which run, and which of the newest were replaced.</summary>
    public RunQueue Queue { get; init; } = new(Sheet.Name, [], []);
}
