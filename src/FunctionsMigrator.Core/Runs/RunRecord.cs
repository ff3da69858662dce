using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Runs;

/// <summary>
/// The record of one run (partition <see cref="RunPartitions.Runs"/>, key the id). Written by the run's own steps, and by the one conditional update that leaves
/// the waiting states.
/// </summary>
public sealed record RunRecord
{
    /// <summary><c>production-20261123-093015-1a2b3c4</c>: environment, UTC time, short commit; a further <c>-N</c> only where two would be the same.</summary>
    public required string Id { get; init; }

    /// <summary>Environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Full commit SHA.</summary>
    public required string Commit { get; init; }

    /// <summary>First line of the commit's message.</summary>
    public string? Title { get; init; }

    /// <summary>Address of the git repository as the store's host reaches it.</summary>
    public required string Repository { get; init; }

    /// <summary>1, or higher for a person's retry.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Version of the workflow code.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public RunState State { get; init; }

    /// <summary>When it entered the state that it is in.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it stands there, for people: what is awaited, or why it ended.</summary>
    public string? Reason { get; init; }

    /// <summary>Stable code behind the reason, when there is one.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>When the present wait ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who started it: the name of a key, an account (<c>entra:OBJECT</c>), or what started it by itself.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Short name of the person behind <see cref="StartedBy"/>, as the People that decide the run know them; null where they know nobody.</summary>
    public string? Starter { get; init; }

    /// <summary>Who started it, for people.</summary>
    [JsonIgnore]
    public string StarterShown => Starter ?? StartedBy;

    /// <summary>The delivery behind the start: <c>github 72d3162e-cc78-11e3-81ab-4c9367dc0958</c>. Null: no provider told of it.</summary>
    public string? Delivery { get; init; }

    /// <summary>Who pushed what the run brings, as far as a provider told it: people who count among the authors.</summary>
    public IReadOnlyList<Ports.GitIdentity> Pushers { get; init; } = [];

    /// <summary>Whether the push rewrote the history of its branch.</summary>
    public bool Forced { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the record was written last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The run that this one takes back.</summary>
    public string? Reverts { get; init; }

    /// <summary>For a run that takes another back: targets on which data written since may be lost.</summary>
    public IReadOnlyList<string> AcceptDataLoss { get; init; } = [];

    /// <summary>What drifted and is brought back by this run, by the bundle of the last good one; null: it brings a commit, or takes another run back.</summary>
    public Drift.DriftHeal? Heals { get; init; }

    /// <summary>For a run that takes another back: addresses of the targets on which it does. Empty: all that the other one wrote to.</summary>
    public IReadOnlyList<string> RevertTargets { get; init; } = [];

    /// <summary>The run that took this one back, on all its targets; where several did, the last one.</summary>
    public string? TakenBackBy { get; init; }

    /// <summary>Addresses of the targets on which this run was taken back while others keep it; empty where it was not, or was everywhere.</summary>
    public IReadOnlyList<string> TakenBackTargets { get; init; } = [];

    /// <summary>The run that replaced this one.</summary>
    public string? SupersededBy { get; init; }

    /// <summary>The run of the environment before, when this is a promotion.</summary>
    public string? PromotedFrom { get; init; }

    /// <summary>Digest of the bundle.</summary>
    public Digest? Bundle { get; init; }

    /// <summary>Digest of policy and people of this commit.</summary>
    public Digest? Policy { get; init; }

    /// <summary>Digest of the policy and people that decide this run: of the last good run.</summary>
    public Digest? RulesFrom { get; init; }

    /// <summary>Name of the policy that decides this run, as the environment had it at the last good run; null: it had none, and nothing is required.</summary>
    public string? RulesPolicy { get; init; }

    /// <summary>Whether policy, people, or which policy the environment names, change with this run. The first run of an environment changes none of them.</summary>
    public bool ChangesRules { get; init; }

    /// <summary>Why somebody asked for it; null: nobody said. What heals drift has it in <see cref="Heals"/>.</summary>
    public string? Asked { get; init; }

    /// <summary>For the first run of an environment: the commit that an admin trusts; everything after it must be signed.</summary>
    public string? TrustFrom { get; init; }

    /// <summary>By what the signatures of its commits were judged; null before that.</summary>
    public SignatureCheck? Signatures { get; init; }

    /// <summary>The plan as it stands.</summary>
    public PlanSummary? Plan { get; init; }

    /// <summary>What holds the run until an instant, by the change notes of its plan: a start that is scheduled, or what it follows.</summary>
    public IReadOnlyList<ScheduledHold> Holds { get; init; } = [];

    /// <summary>Analyses that must pass in every region right before the start, since the plan loses data.</summary>
    public IReadOnlyList<string> Proofs { get; init; } = [];

    /// <summary>Who is still needed, for people: <c>release-manager (kim)</c>.</summary>
    public IReadOnlyList<string> StillNeeded { get; init; } = [];

    /// <summary>Who approved the present plan.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>Roles of the people who must approve the present plan, one entry a person.</summary>
    public IReadOnlyList<string> Slots { get; init; } = [];

    /// <summary>How many of the slots, from the first, belong to each stage of approval. Empty: there is one stage.</summary>
    public IReadOnlyList<int> StageSizes { get; init; } = [];

    /// <summary>When people were asked about the present plan.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>Number of the last decision that was stored while the run had not begun to write.</summary>
    public int Decided { get; init; }

    /// <summary>What people set aside for this run, each with who looked at it afterwards.</summary>
    public IReadOnlyList<RunOverride> Overrides { get; init; } = [];

    /// <summary>People whose approval does not count for the present plan.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Who wrote the commits since the last good run: short names of People, else addresses; ordinal, at most fifty.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Number of the last command that the run has looked at.</summary>
    public int Seen { get; init; }

    /// <summary>The child instance that must hear the bell too.</summary>
    public string? Listening { get; init; }

    /// <summary>How often the run has changed its state: a command that was given in another turn than it is read in was meant for something that is over.</summary>
    public int Turn { get; init; }

    /// <summary>The waves behind which somebody must advance the run, and the roles of which one is needed for it.</summary>
    public IReadOnlyList<RunGate> Gates { get; init; } = [];

    /// <summary>The wave at work, from 1; 0 before the first.</summary>
    public int Wave { get; init; }

    /// <summary>How many waves there are.</summary>
    public int Waves { get; init; }

    /// <summary>The wave or the bake at work, or the last one.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>The span of its start, as W3C <c>traceparent</c> has it: all spans of the run stand below it. Null: its trace is derived from its id.</summary>
    public string? Trace { get; init; }

    /// <summary>Name of the blob with what was found in the commit (JSON lines), when there was something: part of <see cref="Findings"/>.</summary>
    public string? CommitFindings { get; init; }

    /// <summary>Name of the blob with all findings (JSON lines), when there are any.</summary>
    public string? Findings { get; init; }

    /// <summary>The worst findings, at most ten.</summary>
    public IReadOnlyList<Findings.Finding> TopFindings { get; init; } = [];
}

/// <summary>A plan in numbers.</summary>
/// <param name="Digest">What approvals bind to.</param>
/// <param name="Blob">Name of the blob (area Plans) that lists the targets' plans: <see cref="Planning.PlanIndex"/>.</param>
/// <param name="Risk">Highest risk.</param>
/// <param name="Irreversible">Whether a change cannot be taken back.</param>
/// <param name="Targets">Targets compared.</param>
/// <param name="ChangedTargets">Targets with changes.</param>
/// <param name="Counts">All changes.</param>
public sealed record PlanSummary(
    Digest Digest, string Blob, RiskLevel Risk, bool Irreversible, int Targets, int ChangedTargets, Planning.ChangeCounts Counts);
