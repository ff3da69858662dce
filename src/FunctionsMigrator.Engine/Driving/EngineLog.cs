using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>All log lines of the engine. A number or name never changes: people filter by them.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(EventId = 1, EventName = "StepThrew", Level = LogLevel.Error, Message = "Incident {Incident}: step {Step} of {InstanceId} ({Key}) threw")]
    public static partial void StepThrew(this ILogger logger, Exception exception, string incident, string step, string instanceId, string key);

    [LoggerMessage(EventId = 2, EventName = "WorkflowThrew", Level = LogLevel.Error, Message = "Incident {Incident}: workflow {Workflow} of {InstanceId} threw")]
    public static partial void WorkflowThrew(this ILogger logger, Exception exception, string incident, string workflow, string instanceId);

    [LoggerMessage(EventId = 3, EventName = "RuleBroken", Level = LogLevel.Error, Message = "{InstanceId} failed: {Problem}")]
    public static partial void RuleBroken(this ILogger logger, string instanceId, string problem);

    [LoggerMessage(EventId = 4, EventName = "Diverged", Level = LogLevel.Error, Message = "{InstanceId} is diverged: {Problem}")]
    public static partial void Diverged(this ILogger logger, string instanceId, string problem);

    [LoggerMessage(EventId = 5, EventName = "LeaseLost", Level = LogLevel.Warning, Message = "{Root} was taken over by another process; this one stopped driving it")]
    public static partial void LeaseLost(this ILogger logger, string root);

    [LoggerMessage(EventId = 6, EventName = "StoreUnavailable", Level = LogLevel.Error, Message = "{Root} stopped until its store works again: {Finding}")]
    public static partial void StoreUnavailable(this ILogger logger, string root, string finding);

    [LoggerMessage(EventId = 7, EventName = "Purged", Level = LogLevel.Information, Message = "{Count} runs that ended before {EndedBefore:O} were removed")]
    public static partial void Purged(this ILogger logger, int count, DateTimeOffset endedBefore);

    [LoggerMessage(EventId = 8, EventName = "Workflow", Level = LogLevel.Information, Message = "{InstanceId}: {Text}")]
    public static partial void Workflow(this ILogger logger, string instanceId, string text);
}
