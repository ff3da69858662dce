using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>The plan of one target in numbers. Its lines (<see cref="Change"/>) are a blob, its findings another.</summary>
/// <param name="Address">The target.</param>
/// <param name="Lines">Name of the blob (area Plans) with one change a line; null when there is no change at all.</param>
/// <param name="Digest">Over address, bundle digest, decisions, and the ordered changes with checksums and reversals.</param>
/// <param name="Counts">How many changes.</param>
/// <param name="Sections">The changes by resource, in order.</param>
/// <param name="Risk">Highest risk.</param>
/// <param name="Irreversible">Whether a change cannot be taken back.</param>
/// <param name="Findings">Everything found, the first hundred.</param>
/// <param name="Blocked">What keeps it from being applied, when something does.</param>
/// <param name="Ledger">Name of the blob that becomes the target's ledger when the plan is applied.</param>
/// <param name="BaseLedger">Name of the ledger that the plan was made from; null at first contact.</param>
/// <param name="Touched">Tables that the plan's scripts touch.</param>
/// <param name="Reasons">Why it is as risky, at most ten.</param>
public sealed record TargetPlan(
    TargetAddress Address,
    string? Lines,
    Digest Digest,
    ChangeCounts Counts,
    IReadOnlyList<PlanSection> Sections,
    RiskLevel Risk,
    bool Irreversible,
    IReadOnlyList<Finding> Findings,
    PlanBlock? Blocked,
    string? Ledger,
    string? BaseLedger,
    IReadOnlyList<string> Touched,
    IReadOnlyList<string> Reasons)
{
    /// <summary>What the rehearsal measured; null where it measured nothing. No part of the digest.</summary>
    public RehearsalMeasures? Measures { get; init; }

    /// <summary>Most changes of one batch; null: the usual number. It stands here so that a run that goes on under another version of the program cuts as it began. No part of the digest.</summary>
    public int? BatchSize { get; init; }

    /// <summary>How many items moved and are left alone by rules of the environment; null: none. No part of the digest.</summary>
    public int? Ignored { get; init; }

    /// <summary>Name of the blob that says what the target's structure should be, where it was compared with what it is; null: it was not. No part of the digest.</summary>
    public string? Structure { get; init; }

    /// <summary>Whether nothing at all is to be done, not even to the ledger.</summary>
    [JsonIgnore]
    public bool IsEmpty => Counts.Total == 0 && Blocked is null;

    /// <summary>The plan of the same target without any change. Its digest is that of a target that is left out, so an approval never covers changes that were not shown.</summary>
    public TargetPlan LeftOut(IReadOnlyList<Finding> findings) => this with
    {
        Lines = null,
        Digest = PlanDigest.OfLeftOut(Address),
        Counts = new ChangeCounts(),
        Sections = [],
        Risk = RiskLevel.Low,
        Irreversible = false,
        Findings = findings,
        Blocked = PlanBlock.LeftOut,
        Ledger = null,
        Reasons = [],
        Measures = null,
    };
}

/// <summary>What keeps a target's plan from being applied.</summary>
[JsonConverter(typeof(KebabEnumConverter<PlanBlock>))]
public enum PlanBlock
{
    /// <summary>An item is a conflict, a drift or a first contact.</summary>
    Conflict,

    /// <summary>Files, scripts or tables do not fit.</summary>
    Invalid,

    /// <summary>The target cannot be reached or is not ours.</summary>
    Unreachable,

    /// <summary>Its unit is left out within the rollout's error budget; the plan holds no change of it.</summary>
    LeftOut,
}

/// <summary>Consecutive lines of one resource: all that is written forward, or all that is deleted.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Rank">Its rank.</param>
/// <param name="Deletes">Whether these are its deletions.</param>
/// <param name="First">Number of the first line, from 0.</param>
/// <param name="Count">Number of lines.</param>
/// <param name="Writes">Number of lines that write.</param>
/// <param name="Managed">For deletions: how many items the ledger held.</param>
public sealed record PlanSection(string Resource, ResourceKind Kind, int Rank, bool Deletes, int First, int Count, int Writes, int Managed = 0);

/// <summary>The plan of an environment: what a reader opens first.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Commit">The commit; null for an uncommitted work tree.</param>
/// <param name="Bundle">Digest of the bundle.</param>
/// <param name="Digest">What approvals bind to: root over the targets' digests, the rollout's and the policy's.</param>
/// <param name="At">When it was made.</param>
/// <param name="Targets">One plan per target, in the order of the environment's file.</param>
/// <param name="Risk">Highest risk, with the change notes' say.</param>
/// <param name="Reasons">Why, most telling first.</param>
/// <param name="Notes">Change notes that cover what changes.</param>
public sealed record PlanIndex(
    string Environment,
    string? Commit,
    Digest Bundle,
    Digest Digest,
    DateTimeOffset At,
    IReadOnlyList<TargetPlan> Targets,
    RiskLevel Risk,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Notes)
{
    /// <summary>All changes of all targets.</summary>
    public ChangeCounts Counts() => Targets.Aggregate(new ChangeCounts(), (sum, target) => sum.Plus(target.Counts));

    /// <summary>Whether any target keeps the plan from being applied.</summary>
    public bool Blocked() => Targets.Any(target => target.Blocked is not null and not PlanBlock.LeftOut);
}
