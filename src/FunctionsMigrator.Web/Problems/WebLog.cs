using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Problems;

/// <summary>Entries about requests: 500 to 599. A number or name never changes: people filter by them.</summary>
internal static partial class WebLog
{
    [LoggerMessage(EventId = 500, EventName = "StoreFailed", Level = LogLevel.Error, Message = "{Method} {Path}: {Code}")]
    public static partial void StoreFailed(this ILogger log, Exception exception, string method, string path, string code);

    [LoggerMessage(EventId = 501, EventName = "Incident", Level = LogLevel.Error, Message = "Incident {Incident}: {Method} {Path}")]
    public static partial void Incident(this ILogger log, Exception exception, string incident, string method, string path);
}
