using FunctionsMigrator.Core.Runs;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>Entries about runs: 100 to 299. A number or name never changes: people filter by them.</summary>
internal static partial class RunLog
{
    /// <summary>A run entered its state.</summary>
    public static void Moved(ILogger log, RunRecord run)
    {
        var (id, environment, state, plan, code) = (run.Id, run.Environment, run.State, run.Plan?.Digest.Hex ?? "", run.ReasonCode ?? "");
        switch (state)
        {
            case RunState.Failed:
                log.RunFailed(id, environment, code, plan);
                break;
            case RunState.Partial or RunState.RolledBack or RunState.Invalid or RunState.Conflict or RunState.Denied:
                log.RunEndedBadly(id, environment, state, code, plan);
                break;
            case RunState.RollingBack:
                log.RollingBack(id, environment, code, plan);
                break;
            case RunState.AwaitingApproval:
                log.ApprovalWaits(id, environment, plan);
                break;
            case var final when final.IsFinal():
                log.RunEnded(id, environment, state, code, plan);
                break;
            default:
                log.RunEntered(id, environment, state, code, plan);
                break;
        }
    }

    /// <summary>A wave was written, or watched.</summary>
    public static void PhaseEnded(ILogger log, RunRecord run, RunPhase phase)
    {
        var seconds = (phase.Ended!.Value - phase.Since).TotalSeconds;
        if (phase.Kind is PhaseKind.Wave)
        {
            log.WaveEnded(phase.Wave, run.Id, phase.Passed, seconds, run.Plan?.Digest.Hex ?? "");
        }
        else
        {
            log.BakeEnded(phase.Wave, run.Id, phase.Passed, seconds, run.Plan?.Digest.Hex ?? "");
        }
    }

    [LoggerMessage(EventId = 100, EventName = "RunStarted", Level = LogLevel.Information, Message = "Run {RunId} of {Environment} was started for commit {Commit} by {By}")]
    public static partial void RunStarted(this ILogger log, string runId, string environment, string commit, string by);

    [LoggerMessage(EventId = 101, EventName = "RunEntered", Level = LogLevel.Information, Message = "Run {RunId} of {Environment} is {State} {Code} (plan {PlanDigest})")]
    public static partial void RunEntered(this ILogger log, string runId, string environment, RunState state, string code, string planDigest);

    [LoggerMessage(EventId = 102, EventName = "RunEnded", Level = LogLevel.Information, Message = "Run {RunId} of {Environment} ended {State} {Code} (plan {PlanDigest})")]
    public static partial void RunEnded(this ILogger log, string runId, string environment, RunState state, string code, string planDigest);

    [LoggerMessage(EventId = 103, EventName = "RunEndedBadly", Level = LogLevel.Warning, Message = "Run {RunId} of {Environment} ended {State}: {Code} (plan {PlanDigest})")]
    public static partial void RunEndedBadly(this ILogger log, string runId, string environment, RunState state, string code, string planDigest);

    [LoggerMessage(EventId = 104, EventName = "RunFailed", Level = LogLevel.Error, Message = "Run {RunId} of {Environment} failed and needs a person: {Code} (plan {PlanDigest})")]
    public static partial void RunFailed(this ILogger log, string runId, string environment, string code, string planDigest);

    [LoggerMessage(EventId = 105, EventName = "RollingBack", Level = LogLevel.Warning, Message = "Run {RunId} of {Environment} takes back what it changed: {Code} (plan {PlanDigest})")]
    public static partial void RollingBack(this ILogger log, string runId, string environment, string code, string planDigest);

    [LoggerMessage(EventId = 106, EventName = "ApprovalWaits", Level = LogLevel.Information, Message = "Run {RunId} of {Environment} waits for people to approve plan {PlanDigest}")]
    public static partial void ApprovalWaits(this ILogger log, string runId, string environment, string planDigest);

    [LoggerMessage(EventId = 110, EventName = "PlanMade", Level = LogLevel.Information, Message = "Plan {PlanDigest} of run {RunId}: {Changes} changes on {Targets} targets, risk {Risk}")]
    public static partial void PlanMade(this ILogger log, string planDigest, string runId, int changes, int targets, Model.RiskLevel risk);

    [LoggerMessage(EventId = 111, EventName = "DriftFound", Level = LogLevel.Warning, Message = "{Items} items of {Environment} moved on their targets and not in git (run {RunId}, plan {PlanDigest})")]
    public static partial void DriftFound(this ILogger log, int items, string environment, string runId, string planDigest);

    [LoggerMessage(EventId = 120, EventName = "CommandGiven", Level = LogLevel.Information, Message = "Run {RunId} was asked by {By} to {Kind} (plan {PlanDigest})")]
    public static partial void CommandGiven(this ILogger log, string runId, string by, CommandKind kind, string planDigest);

    [LoggerMessage(EventId = 130, EventName = "LockBroken", Level = LogLevel.Warning, Message = "{By} broke the lock that run {RunId} held on {Environment}")]
    public static partial void LockBroken(this ILogger log, string by, string runId, string environment);

    [LoggerMessage(EventId = 200, EventName = "WaveEnded", Level = LogLevel.Information, Message = "Wave {Wave} of run {RunId} ended after {Seconds:0.0} s, passed: {Passed} (plan {PlanDigest})")]
    public static partial void WaveEnded(this ILogger log, int wave, string runId, bool passed, double seconds, string planDigest);

    [LoggerMessage(EventId = 201, EventName = "BakeEnded", Level = LogLevel.Information, Message = "The bake of wave {Wave} of run {RunId} ended after {Seconds:0.0} s, passed: {Passed} (plan {PlanDigest})")]
    public static partial void BakeEnded(this ILogger log, int wave, string runId, bool passed, double seconds, string planDigest);
}
