using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>Entries about steps: 300 to 399. What a step throws is logged by its engine, with the incident's id.</summary>
internal static partial class StepLog
{
    [LoggerMessage(EventId = 300, EventName = "StepDone", Level = LogLevel.Debug, Message = "Step {Step} of run {RunId} {Target} took {Seconds:0.000} s (plan {PlanDigest})")]
    public static partial void StepDone(this ILogger log, string step, string runId, string target, double seconds, string planDigest);

    [LoggerMessage(EventId = 301, EventName = "StepFailed", Level = LogLevel.Warning, Message = "Step {Step} of run {RunId} {Target} failed: {Code} (plan {PlanDigest})")]
    public static partial void StepFailed(this ILogger log, string step, string runId, string target, string code, string planDigest);
}
