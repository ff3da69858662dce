using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Problems;

/// <summary>Entries about requests: 500 to 599. A number or name never changes: people filter by them.</summary>
internal static partial class WebLog
{
    [LoggerMessage(EventId = 500, EventName = "StoreFailed", Level = LogLevel.Error, Message = "{Method} {Path}: {Code}")]
    public static partial void StoreFailed(this ILogger log, Exception exception, string method, string path, string code);

    [LoggerMessage(EventId = 501, EventName = "Incident", Level = LogLevel.Error, Message = "Incident {Incident}: {Method} {Path}")]
    public static partial void Incident(this ILogger log, Exception exception, string incident, string method, string path);

    [LoggerMessage(EventId = 502, EventName = "DeliveryRefused", Level = LogLevel.Warning, Message = "Delivery of {Provider} refused: {Code}")]
    public static partial void DeliveryRefused(this ILogger log, string provider, string code);

    [LoggerMessage(EventId = 503, EventName = "DeliveryAccepted", Level = LogLevel.Information, Message = "Delivery {Delivery} of {Provider} with {Pushes} pushes accepted")]
    public static partial void DeliveryAccepted(this ILogger log, string provider, string delivery, int pushes);

    [LoggerMessage(EventId = 504, EventName = "DeliveryLeft", Level = LogLevel.Warning, Message = "Delivery {Delivery} of {Provider} is left to the sweep: {Why}")]
    public static partial void DeliveryLeft(this ILogger log, string provider, string delivery, string why);
}
