using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>Bodies in the form in which they are compared: canonical JSON without the members that the service sets itself. So a service may order and lay out as it likes.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The canonical bytes.</summary>
    /// <exception cref="JsonException">It is no JSON, or a member stands twice.</exception>
    public static byte[] Canonical(ReadOnlySpan<byte> body, IReadOnlyList<string> ignore)
    {
        var value = Parse(body);
        if (ignore.Count > 0)
        {
            var node = JsonObject.Create(value) ?? (JsonNode?)JsonArray.Create(value);
            foreach (var pointer in ignore)
            {
                if (Holder(node, pointer) is var (holder, name))
                {
                    holder.Remove(name);
                }
            }

            value = node is null ? value : JsonSerializer.SerializeToElement(node);
        }

        // A number that no double holds has no canonical form. As it stands it equals nothing that git can want, and comes back exactly when it is restored.
        return CanonicalJson.Problem(value) is null ? CanonicalJson.Of(value) : Compact(value);
    }

    /// <summary>The first of the members that the service sets itself which the body holds; null when it holds none.</summary>
    public static string? FirstIgnored(ReadOnlySpan<byte> body, IReadOnlyList<string> ignore)
    {
        var value = Parse(body);
        var node = JsonObject.Create(value) ?? (JsonNode?)JsonArray.Create(value);
        return ignore.FirstOrDefault(pointer => Holder(node, pointer) is not null);
    }

    private static JsonElement Parse(ReadOnlySpan<byte> body) => JsonElement.Parse(body.StartsWith("\uFEFF"u8) ? body[3..] : body, Strict);

    private static (JsonObject Holder, string Name)? Holder(JsonNode? root, string pointer)
    {
        var parts = pointer[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var node = root;
        foreach (var part in parts[..^1])
        {
            node = node switch
            {
                JsonObject members => members[part],
                JsonArray list when int.TryParse(part, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return node is JsonObject holder && holder.ContainsKey(parts[^1]) ? (holder, parts[^1]) : null;
    }

    private static byte[] Compact(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
