using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Runs;

/// <summary>What people and hosts ask of a run.</summary>
[JsonConverter(typeof(KebabEnumConverter<CommandKind>))]
public enum CommandKind
{
    /// <summary>Yes to the plan whose digest it names.</summary>
    Approve,

    /// <summary>No.</summary>
    Reject,

    /// <summary>Takes back one's own approval, before the first write.</summary>
    Withdraw,

    /// <summary>Stop: before the first write the run is cancelled, later it is rolled back (or keeps what it has, with <c>Keep</c>).</summary>
    Abort,

    /// <summary>Pause at the next boundary.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Resume,

    /// <summary>Try the failed targets of this run again, after a pause.</summary>
    Retry,

    /// <summary>Go on without a target.</summary>
    Skip,

    /// <summary>A newer run replaces this one, if it has not written yet.</summary>
    Supersede,

    /// <summary>Sets a freeze or the windows aside for this run and plan; <c>Target</c> says which: <c>freeze:NAME</c> or <c>window</c>.</summary>
    Override,

    /// <summary>Lets the run go without its approvals.</summary>
    BreakGlass,

    /// <summary>A second person has looked at what was overridden.</summary>
    Review,

    /// <summary>Lets somebody else decide in one's name. Never asked of a run: it is what a signed delegation is called.</summary>
    Delegate,

    /// <summary>End the wait behind a wave, its bake or its gate; with <c>All</c> also pass every later gate.</summary>
    Advance,
}

/// <summary>
/// One numbered command record (partition <see cref="RunPartitions.Commands"/>): stored before the bell is rung, never changed.
/// Whether its author may ask for it was checked when it was stored; whether an approval counts is checked by the run.
/// </summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="By">Person (short name of People, else the key's name).</param>
/// <param name="At">When it was stored.</param>
/// <param name="Plan">For approve: the digest, or its first eight or more digits.</param>
/// <param name="Reason">Why.</param>
/// <param name="Target">For skip: the target's address; for supersede: the newer run; for override: <c>freeze:NAME</c> or <c>window</c>.</param>
/// <param name="Keep">For abort: keep what was changed.</param>
/// <param name="Person">Short name of the person behind <paramref name="By"/> when the decision was taken; null where People knew nobody, and for what is no decision.</param>
/// <param name="Signature">For decisions: <see cref="Decisions.DecisionJws"/> over them. Null for what is no decision.</param>
/// <param name="All">For advance: pass every later gate too.</param>
/// <param name="Turn">For what steers a writing run: <see cref="RunRecord.Turn"/> when it was stored. Null for what was stored before turns were counted.</param>
/// <param name="Wave">For advance: the wave behind which the run waits.</param>
public sealed record RunCommand(
    int Number,
    CommandKind Kind,
    string By,
    DateTimeOffset At,
    string? Plan = null,
    string? Reason = null,
    string? Target = null,
    bool Keep = false,
    string? Person = null,
    string? Signature = null,
    bool All = false,
    int? Turn = null,
    int? Wave = null);
