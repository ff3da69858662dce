using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Serving;

/// <summary>Entries of the local host: 600 to 699. A number or name never changes: people filter by them.</summary>
internal static partial class ServeLog
{
    [LoggerMessage(EventId = 600, EventName = "Listening", Level = LogLevel.Information, Message = "Listening on {Address} for {Repository}")]
    public static partial void Listening(this ILogger log, string address, string repository);

    [LoggerMessage(EventId = 601, EventName = "Stopped", Level = LogLevel.Information, Message = "Stopped listening on {Address}")]
    public static partial void Stopped(this ILogger log, string address);

    [LoggerMessage(EventId = 602, EventName = "DriftNotLooked", Level = LogLevel.Warning, Message = "Drift could not be looked for: {Code} {Text}")]
    public static partial void NotLooked(this ILogger log, string code, string text);
}
