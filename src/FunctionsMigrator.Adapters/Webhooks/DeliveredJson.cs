using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>Reads the JSON of proven deliveries. A member that is missing or of another type ends in <c>DLV006</c> with its name, and never with its value.</summary>
internal static class DeliveredJson
{
    private const int LongestName = 200;
    private const int LongestRef = 250;
    private const int MostPushes = 100;

    /// <summary>Reads a body.</summary>
    public static Outcome<WebhookMessage> Read(WebhookRequest request, Func<JsonElement, WebhookMessage> read)
    {
        try
        {
            using var json = JsonDocument.Parse(request.Body);
            var message = read(json.RootElement);
            return message.Pushes.Count > MostPushes
                ? DeliveryCodes.Unreadable.Fail<WebhookMessage>($"The delivery tells of {message.Pushes.Count} branches and tags; {MostPushes} are read at once.")
                : Outcome.Of(message);
        }
        catch (JsonException)
        {
            return DeliveryCodes.Unreadable.Fail<WebhookMessage>("The body is no JSON.");
        }
        catch (FormatException exception)
        {
            return DeliveryCodes.Unreadable.Fail<WebhookMessage>(exception.Message);
        }
    }

    /// <summary>A delivery that tells of no push.</summary>
    public static WebhookMessage Nothing(string delivery, string what) => new(delivery, [], Short(what));

    /// <summary>The id of a delivery.</summary>
    public static string Id(string? id) => id is { Length: > 0 } ? Short(id) : throw new FormatException("The delivery has no id.");

    /// <summary>A member that must be there.</summary>
    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : throw new FormatException($"The delivery has no member '{name}'.");

    /// <summary>A member that is an object; null where it is missing or null.</summary>
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.Object ? member : null;

    /// <summary>The entries of a list that must be there.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw new FormatException($"The member '{name}' is no list.");

    /// <summary>A text that must be there.</summary>
    public static string Text(this JsonElement json, string name) => json.MaybeText(name) ?? throw new FormatException($"The delivery has no text '{name}'.");

    /// <summary>A text; null where it is missing, empty or no text.</summary>
    public static string? MaybeText(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Whether a member is there and true.</summary>
    public static bool IsTrue(this JsonElement json, string name) => json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.True;

    /// <summary>A branch or tag, with <c>refs/</c> before it.</summary>
    public static string Ref(string text) => text.StartsWith("refs/", StringComparison.Ordinal) && text.Length <= LongestRef && !text.Any(char.IsControl)
        ? text
        : throw new FormatException("The delivery names no branch or tag that git allows.");

    /// <summary>A commit; null for the zeros that stand for none.</summary>
    public static string? Sha(string? text)
    {
        if (text is null || (text.Length > 0 && text.All(c => c == '0')))
        {
            return null;
        }

        return text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower) ? text : throw new FormatException("The delivery names a commit that is no SHA in lower case.");
    }

    /// <summary>Who pushed; null where nobody is named.</summary>
    public static GitIdentity? Pusher(string? name, string? address) =>
        (address ?? name) is { } known ? new GitIdentity(Short(name ?? known), Short(address is "[REDACTED]" ? name ?? known : known)) : null;

    /// <summary>The host of an address; null for what is none.</summary>
    public static string? Host(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : null;

    /// <summary>No longer than records take it.</summary>
    public static string Short(string text) => text.Length <= LongestName ? text : text[..LongestName];
}
