using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>Entries about sweeps: 400 to 499.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(EventId = 400, EventName = "Swept", Level = LogLevel.Debug, Message = "Swept: {Started} started, {Rung} rung, {Problems} problems, in {Seconds:0.000} s")]
    public static partial void Swept(this ILogger log, int started, int rung, int problems, double seconds);

    [LoggerMessage(EventId = 401, EventName = "SweepStarted", Level = LogLevel.Information, Message = "The sweep started run {RunId}")]
    public static partial void SweepStarted(this ILogger log, string runId);

    [LoggerMessage(EventId = 402, EventName = "SweepFailed", Level = LogLevel.Error, Message = "The sweep failed: {Code}; the next one tries again")]
    public static partial void SweepFailed(this ILogger log, string code);

    [LoggerMessage(EventId = 403, EventName = "SweepProblem", Level = LogLevel.Warning, Message = "The sweep found {Code}: {Problem}")]
    public static partial void SweepProblem(this ILogger log, string code, string problem);
}
