using System.Text.Json;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>One key-value as the store holds it, or is to hold it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null when it has none.</param>
/// <param name="ContentType">The content type; null when it has none.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Locked">Whether it is read-only.</param>
/// <param name="ETag">Its version, without quotes; empty when it is not from the store.</param>
/// <param name="LastModified">When it was written.</param>
internal sealed record KeyValue(
    string Key, string? Value, string? ContentType, IReadOnlyDictionary<string, string> Tags, bool Locked = false, string ETag = "", DateTimeOffset LastModified = default)
{
    public static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    /// <summary>Whether both look alike to those who read them.</summary>
    public bool HasForm(KeyValue other) => Value == other.Value && ContentType == other.ContentType;

    /// <summary>Reads one out of an answer.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static KeyValue Parse(JsonElement json)
    {
        try
        {
            var tags = json.TryGetProperty("tags", out var list) && list.ValueKind == JsonValueKind.Object
                ? list.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString() ?? "", StringComparer.Ordinal)
                : NoTags;
            var modified = json.TryGetProperty("last_modified", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time) ? time : default;
            return new KeyValue(
                Text(json, "key") ?? throw new JsonException("A key-value has no key."),
                Text(json, "value"),
                Text(json, "content_type") is { Length: > 0 } type ? type : null,
                tags,
                json.TryGetProperty("locked", out var locked) && locked.ValueKind == JsonValueKind.True,
                Text(json, "etag") ?? "",
                modified);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A member of a key-value has another type.", exception);
        }
    }

    /// <summary>The body of a request that sets it.</summary>
    public byte[] ToBody()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("value", Value);
            writer.WriteString("content_type", ContentType);
            writer.WriteStartObject("tags");
            foreach (var (name, text) in Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            {
                writer.WriteString(name, text);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
