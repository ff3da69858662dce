using FunctionsMigrator.Core.Notices;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>Entries about what people are told: 420 to 449. They name receivers as records do: no address, no hook.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(EventId = 420, EventName = "NoticeSent", Level = LogLevel.Information, Message = "Run {RunId}: {Kind} was sent to {Receiver} by {Channel}")]
    public static partial void NoticeSent(this ILogger log, string runId, NoticeKind kind, string receiver, string channel);

    [LoggerMessage(EventId = 421, EventName = "NoticeDelayed", Level = LogLevel.Warning, Message = "Run {RunId}: {Kind} could not be sent to {Receiver} by {Channel}: {Code}; it is tried again")]
    public static partial void NoticeDelayed(this ILogger log, string runId, NoticeKind kind, string receiver, string channel, string code);

    [LoggerMessage(EventId = 422, EventName = "NoticeGivenUp", Level = LogLevel.Error, Message = "Run {RunId}: {Kind} was not sent to {Receiver} by {Channel}: {Code}")]
    public static partial void NoticeGivenUp(this ILogger log, string runId, NoticeKind kind, string receiver, string channel, string code);

    [LoggerMessage(EventId = 423, EventName = "NoticeDropped", Level = LogLevel.Information, Message = "Run {RunId}: {Kind} is not true any more and was not sent")]
    public static partial void NoticeDropped(this ILogger log, string runId, NoticeKind kind);
}
