using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Web.Tests;

/// <summary>One of everything that the operations answer, with every member set.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 11, 23, 9, 30, 15, 123, TimeSpan.Zero);
    public static readonly string LineBlob = $"lines/{Digest.Of("lines").Hex}";
    public static readonly string FindingBlob = $"findings/{Digest.Of("findings").Hex}";
    public static readonly TargetAddress Address = new("production", "westeurope", "orders-db", "acme");

    public static readonly IReadOnlyList<Finding> Findings =
    [
        new("VAL012", Severity.Warning, "Größe \"<ü>\" 日本\n2", "Do <this> & that", new Place("metadata/a b.yaml", 3, 7), Address.ToString()),
        new("RUN003", Severity.Info, "plain", "nothing"),
    ];

    public static readonly RunRecord Run = new()
    {
        Id = "production-20261123-093015-1a2b3c4",
        Environment = "production",
        Commit = "1a2b3c4d5e6f708192a3b4c5d6e7f80910111213",
        Title = "One-page <checkout> & more",
        Repository = "https://git.example.com/shop.git",
        Attempt = 2,
        Version = 1,
        State = RunState.AwaitingApproval,
        Reason = "release-manager",
        ReasonCode = "POL204",
        Until = At.AddHours(72),
        StartedBy = "ada",
        Delivery = "github 72d3162e-cc78-11e3-81ab-4c9367dc0958",
        Pushers = [new GitIdentity("Ada", "ada@example.com")],
        Forced = true,
        StartedAt = At,
        UpdatedAt = At.AddMinutes(1),
        Reverts = "production-1",
        Asked = "It was <wrong>",
        AcceptDataLoss = ["production/westeurope/orders-db"],
        TakenBackBy = "production-2",
        SupersededBy = "production-3",
        PromotedFrom = "staging-1",
        Bundle = Digest.Of("bundle"),
        Policy = Digest.Of("policy"),
        RulesFrom = Digest.Of("rules"),
        RulesPolicy = "production",
        ChangesRules = true,
        Plan = new PlanSummary(Digest.Of("plan"), "plans/1", RiskLevel.High, true, 4, 2, new ChangeCounts(1, 2, 3, 4, 5, 6, 7, 8)),
        StillNeeded = ["release-manager (kim)"],
        ApprovedBy = ["bo"],
        Slots = ["dba", "release-manager"],
        Excluded = ["ada"],
        Seen = 3,
        Listening = "production-1.w1",
        Wave = 1,
        Waves = 3,
        Findings = FindingBlob,
        TopFindings = Findings,
    };

    public static readonly PolicyExplanation Explanation = new(
        "production", At, [new WaitReason("POL201", "outside the windows (Mon-Thu 09:00-16:00 Europe/Berlin)", new LocalInstant(At.AddDays(1), "Europe/Berlin"))], new LocalInstant(At.AddDays(1), "Europe/Berlin"), [new NeededApproval("dba", ["bo", "kim"], 1, true)])
    {
        Run = Run.Id,
        State = Run.State,
        Plan = Digest.Of("plan"),
        Stages = 1,
        ApprovedBy = ["kim"],
        SetAside = ["window"],
    };

    public static readonly Delegation Delegation = new(3, "bo", "kim", At, At.AddDays(7), "dba", "bo-key", At, "holidays");

    public static readonly RunCommand Command = new(7, CommandKind.Approve, "bo", At, "7f3c9a2e", "looks good", Address.ToString(), true);

    public static readonly RunDetails Details = new(
        Run, [new TargetState(Address, TargetProgress.NotRestored, 2, 10, 4, "locked")], [Command, new RunCommand(8, CommandKind.Abort, "kim", At)]);

    public static readonly TargetPlan Target = new(
        Address,
        LineBlob,
        Digest.Of("target"),
        new ChangeCounts(Create: 2),
        [new PlanSection("countries", ResourceKind.ReferenceData, 3, true, 0, 2, 2, 250)],
        RiskLevel.Medium,
        true,
        Findings,
        PlanBlock.Conflict,
        "ledger/1",
        "ledger/0",
        ["countries"],
        ["deletes rows"]);

    public static readonly PlanIndex Plan = new(
        "production", Run.Commit, Digest.Of("bundle"), Digest.Of("plan"), At, [Target, Target with { Address = new TargetAddress("production", "eastus", "app-config"), Lines = null, Blocked = null }],
        RiskLevel.High, ["irreversible"], ["2026-11-23-one-page-checkout"]);

    public static readonly IReadOnlyList<Change> Changes =
    [
        new(
            "000000", "countries", ResourceKind.ReferenceData, new ItemRef("rows:countries", "[\"DE\"]"), ChangeAction.Update, Digest.Of("a"), Digest.Of("b"),
            new Reversal(ReversalKind.BeforeImage, Digest.Of("c")), RiskLevel.Medium, ["large"], new ValuePreview("{\"name\":\"Deutschland\\n\"}", true, true), new ValuePreview(null),
            "take-git", new Place("countries.csv", 2), "PLAN301"),
        new("000001", "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/<t>"), ChangeAction.KeepLive, null, null, new Reversal(ReversalKind.Nothing), RiskLevel.Low, []),
    ];

    public static readonly IReadOnlyList<AuditRecord> Audit =
    [
        new()
        {
            Format = 1,
            Run = Run.Id,
            Ordinal = 1,
            Key = "received",
            Event = AuditEvents.Received,
            At = At,
            Actor = "ada",
            Commit = Run.Commit,
            Authors = ["ada", "kim"],
            BundleDigest = Digest.Of("bundle"),
            PlanDigest = Digest.Of("plan"),
            PolicyDigest = Digest.Of("policy"),
            Target = Address.ToString(),
            PreChecksum = Digest.Of("a"),
            PostChecksum = Digest.Of("b"),
            Details = new Dictionary<string, string> { ["reason"] = "a \"b\"", ["wave"] = "1" },
            Previous = Digest.Of("before"),
        },
        new() { Format = 1, Run = Run.Id, Ordinal = 2, Key = "approved", Event = AuditEvents.Approved, At = At, Actor = "bo" },
    ];

    public static readonly IReadOnlyList<Measurement> Measurements =
    [
        new("errors", "westeurope", At, 0.02, "one store did not answer", MeasurementVerdict.Inconclusive, 1, "result < 0.01", "result >= 0.05", Samples: 120),
        new("latency", "westeurope", At, 1.5, null, MeasurementVerdict.Pass, 1, "result < 2", null, 0.3, 0.2, 80, true),
        new("errors", "westeurope", At.AddSeconds(30), null, "it cannot be reached.", MeasurementVerdict.Error, 1, "result < 0.01", "result >= 0.05"),
    ];

    public static readonly DriftRecord Drift = new(
        "production", At, Run.Id, Run.Commit, DriftState.Drifted, [new DriftedTarget(Target.Address, 2, Compared: true)], Findings);

    public static readonly DriftedItem Drifted = new()
    {
        Id = "0123456789ab",
        Address = Target.Address,
        Item = new ItemRef("settings", "checkout/timeoutSeconds"),
        Resource = "checkout",
        Kind = ResourceKind.Settings,
        Status = DriftStatus.Accepted,
        FirstSeen = At,
        LastSeen = At.AddHours(1),
        Run = Run.Id,
        Commit = Run.Commit,
        Expected = Digest.Of("30"),
        Live = Digest.Of("99"),
        Was = new ValuePreview("30"),
        Now = new ValuePreview("99"),
        Moves = 2,
        Origin = new DriftOrigin(At, Run.Id),
        Decision = new DriftDecision("ada", At, "tried out", At.AddDays(1)),
        Told = true,
    };

    public static readonly LockView Lock = new("production", Run.Id, 42, At);

    public static readonly SignerSet Signers = new(
        2,
        [new Signer("ada", SignerKind.Ssh, "ada@example.com ssh-ed25519 AAAA", ["SHA256:abc"], ["ada@example.com"], ["dba-keys"], false, "root", At)],
        [new RevokedKey("SHA256:def", "stolen", "root", At, "bo")],
        new SignerChange("signer-revoked", "bo", ["SHA256:def"], "root", At, "stolen"));
}
