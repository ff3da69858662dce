using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>All log lines of the engine in Azure. A number or name never changes: people filter by them. Where the embedded engine has the same line, it has the same number.</summary>
internal static partial class DurableLog
{
    public const string Category = "FunctionsMigrator.Durable";

    [LoggerMessage(EventId = 1, EventName = "StepThrew", Level = LogLevel.Error, Message = "Incident {Incident}: step {Step} of {InstanceId} ({Key}) threw")]
    public static partial void StepThrew(this ILogger logger, Exception exception, string incident, string step, string instanceId, string key);

    [LoggerMessage(EventId = 2, EventName = "WorkflowThrew", Level = LogLevel.Error, Message = "Incident {Incident}: workflow {Workflow} of {InstanceId} threw")]
    public static partial void WorkflowThrew(this ILogger logger, Exception exception, string incident, string workflow, string instanceId);

    [LoggerMessage(EventId = 3, EventName = "RuleBroken", Level = LogLevel.Error, Message = "{InstanceId} failed: {Problem}")]
    public static partial void RuleBroken(this ILogger logger, string instanceId, string problem);

    [LoggerMessage(EventId = 6, EventName = "StoreUnavailable", Level = LogLevel.Error, Message = "Step {Step} of {InstanceId} ({Key}) stopped until its store works again: {Finding}")]
    public static partial void StoreUnavailable(this ILogger logger, string step, string instanceId, string key, string finding);

    [LoggerMessage(EventId = 8, EventName = "Workflow", Level = LogLevel.Information, Message = "{InstanceId}: {Text}")]
    public static partial void Workflow(this ILogger logger, string instanceId, string text);

    [LoggerMessage(EventId = 9, EventName = "StepLost", Level = LogLevel.Warning, Message = "Step {Step} of {InstanceId} ({Key}) was started {Tries} times without an answer: {Reason}")]
    public static partial void StepLost(this ILogger logger, string step, string instanceId, string key, int tries, string reason);
}
