using System.Collections.Frozen;
using System.Reflection;

namespace FunctionsMigrator.Core.Audit;

/// <summary>The closed set of audit events. A name never changes once released.</summary>
public static class AuditEvents
{
    /// <summary>All of them; an entry with another name is refused.</summary>
    public static IReadOnlySet<string> All { get; } = typeof(AuditEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The run began.</summary>
    public const string Received = "received";

    /// <summary>Files, references and checksums were checked.</summary>
    public const string Validated = "validated";

    /// <summary>The targets moved before the first write: the plan, and every approval of it, is void.</summary>
    public const string PlanVoid = "plan-void";

    /// <summary>The plan was applied and undone on scratch.</summary>
    public const string Rehearsed = "rehearsed";

    /// <summary>The plan stands and people are asked.</summary>
    public const string ApprovalRequested = "approval-requested";

    /// <summary>A person said yes.</summary>
    public const string Approved = "approved";

    /// <summary>A person said no.</summary>
    public const string Rejected = "rejected";

    /// <summary>A person took back an approval.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The run holds the environment.</summary>
    public const string LockTaken = "lock-taken";

    /// <summary>A wave is about to be written.</summary>
    public const string WaveStarted = "wave-started";

    /// <summary>A wave was written and read back.</summary>
    public const string WaveApplied = "wave-applied";

    /// <summary>One target was written and read back, and its ledger names the run's bundle.</summary>
    public const string TargetApplied = "target-applied";

    /// <summary>One target of the wave was not written, or does not hold what the plan says.</summary>
    public const string TargetFailed = "target-failed";

    /// <summary>A wave is watched.</summary>
    public const string BakeStarted = "bake-started";

    /// <summary>A wave was watched, and all is well.</summary>
    public const string Baked = "baked";

    /// <summary>A wave was watched, and it is not.</summary>
    public const string BakeFailed = "bake-failed";

    /// <summary>The run waits for a person.</summary>
    public const string Paused = "paused";

    /// <summary>A person let it go on.</summary>
    public const string Resumed = "resumed";

    /// <summary>A person ended the wait behind a wave.</summary>
    public const string Advanced = "advanced";

    /// <summary>A person left a target out.</summary>
    public const string Skipped = "skipped";

    /// <summary>A person stopped the run.</summary>
    public const string Aborted = "aborted";

    /// <summary>What was changed is about to be taken back.</summary>
    public const string RollingBack = "rolling-back";

    /// <summary>What was changed was taken back, as far as the record says.</summary>
    public const string Restored = "restored";

    /// <summary>One target was taken back and read back.</summary>
    public const string TargetRestored = "target-restored";

    /// <summary>The run ended.</summary>
    public const string Finished = "finished";

    /// <summary>The last record of a run: how many there are.</summary>
    public const string Sealed = "sealed";

    /// <summary>A person decided what a first contact, a drift or a conflict is.</summary>
    public const string Imported = "imported";

    /// <summary>A person said in a target's script history what stands there: a baseline, a repair, or another tool's history.</summary>
    public const string HistoryRecorded = "history-recorded";

    /// <summary>A target of another store was taken over.</summary>
    public const string TakeOver = "take-over";

    /// <summary>An admin broke an environment's lock.</summary>
    public const string LockBroken = "lock-broken";

    /// <summary>A plan was made, whoever must still be asked, and whatever comes of it.</summary>
    public const string Planned = "planned";

    /// <summary>The rules of the policy were asked about the plan.</summary>
    public const string PolicyEvaluated = "policy-evaluated";

    /// <summary>A person or host asked something of the run that has no event of its own.</summary>
    public const string Command = "command";

    /// <summary>One target is about to be written.</summary>
    public const string TargetIntent = "target-intent";

    /// <summary>What the analyses of a wave measured, in numbers.</summary>
    public const string Measured = "measured";

    /// <summary>A target's ledger names another bundle now, although nothing was written: it held already what the bundle says.</summary>
    public const string LedgerMoved = "ledger-moved";

    /// <summary>A person set a rule or an item's git value aside, with a reason and an expiry.</summary>
    public const string Overridden = "overridden";

    /// <summary>A person let a run go without its approvals.</summary>
    public const string BreakGlass = "break-glass";

    /// <summary>A second person has looked at what was overridden.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>A person let somebody else decide in their name, or took that back.</summary>
    public const string Delegated = "delegated";

    /// <summary>Somebody was told.</summary>
    public const string Notified = "notified";

    /// <summary>Somebody could not be told, and it is not tried any more.</summary>
    public const string NotNotified = "not-notified";

    /// <summary>A commit's signature counts.</summary>
    public const string CommitVerified = "commit-verified";

    /// <summary>A commit's signature does not count.</summary>
    public const string CommitRefused = "commit-refused";

    /// <summary>An admin stated the commit after which signatures are checked.</summary>
    public const string TrustStated = "trust-stated";

    /// <summary>An admin added a signer.</summary>
    public const string SignerAdded = "signer-added";

    /// <summary>An admin revoked a signer or a key.</summary>
    public const string SignerRevoked = "signer-revoked";
}
