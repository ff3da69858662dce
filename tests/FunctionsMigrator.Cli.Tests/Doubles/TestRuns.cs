using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Tests.Doubles;

/// <summary>Runs as a store would hold them.</summary>
internal static class TestRuns
{
    public const string Id = "production-20261123-093015-1a2b3c4";

    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);

    public static readonly Digest Plan = Digest.Of("plan");

    public static readonly PlanIndex EmptyPlan = new("production", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", Digest.Of("bundle"), Plan, Start, [], RiskLevel.Low, [], []);

    public static RunRecord Record(RunState state, string id = Id) => new()
    {
        Id = id,
        Environment = id.Split('-')[0],
        Commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
        Title = "One-page checkout",
        Repository = "/repositories/shop",
        Version = 1,
        State = state,
        StartedBy = "ada",
        StartedAt = Start,
        UpdatedAt = Start.AddSeconds(30),
        Bundle = Digest.Of("bundle"),
        Plan = state < RunState.AwaitingApproval ? null : new PlanSummary(Plan, "plans/1", RiskLevel.Medium, false, 9, 3, new ChangeCounts(Create: 2, Update: 1, Run: 1)),
    };

    public static AuditRecord Audited(string name, DateTimeOffset at) => new() { Format = AuditRecord.PresentFormat, Run = Id, Ordinal = 1, Key = name, Event = name, At = at, Actor = "fm" };

    public static RunDetails Details(RunRecord run, params TargetState[] targets) => new(run, targets, []);

    public static TargetState Target(string address, TargetProgress progress, int done = 0, int changes = 4, string? message = null) =>
        new(TargetAddress.Parse(address), progress, 1, changes, done, message);
}
