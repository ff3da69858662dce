using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Webhook;

/// <summary>
/// A notice as an event of CloudEvents 1.0 in structured JSON mode. The id is the same for every attempt; the subject is the run, so a receiver that groups by it has one thread
/// a run. What could be markup elsewhere is escaped, so the bytes can be shown anywhere.
/// </summary>
internal static class WebhookEvent
{
    /// <summary>The media type of the structured mode.</summary>
    public const string MediaType = "application/cloudevents+json";

    // The default encoder escapes what HTML would take for markup, and all that is not ASCII.
    private static readonly JsonWriterOptions Plain = new() { Indented = false };

    /// <summary>The body.</summary>
    public static byte[] Render(NoticeContent content)
    {
        var root = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"{content.Run}/{content.Key}",
            ["source"] = $"{content.Link?.GetLeftPart(UriPartial.Authority)}/environments/{Uri.EscapeDataString(content.Environment)}",
            ["type"] = $"functions-migrator.{JsonNamingPolicy.KebabCaseLower.ConvertName(content.Kind.ToString())}",
            ["subject"] = content.Run,
            ["time"] = content.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["datacontenttype"] = "application/json",
            ["data"] = JsonSerializer.SerializeToNode(content, FmJson.Line),
        };
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, Plain))
        {
            root.WriteTo(writer, JsonSerializerOptions.Web);
        }

        return body.ToArray();
    }
}
