using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>Live values as documents write them.</summary>
internal static class LiveValue
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A setting's value as the document writes it: a reference where the environment's format for secrets made it, and no <c>${</c> that would be replaced.</summary>
    public static JsonElement Setting(ReadOnlySpan<byte> content, EnvironmentDocument environment, TargetBinding binding)
    {
        var value = Parse(content);
        return SecretIn(value, environment, binding) is { } secret ? JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["secret"] = secret }) : Escaped(value);
    }

    /// <summary>A flag as the document writes it; null where the live one holds what a document cannot say.</summary>
    public static JsonElement? Flag(string name, ReadOnlySpan<byte> content)
    {
        var live = Parse(content);
        if (live.ValueKind != JsonValueKind.Object || !live.TryGetProperty("enabled", out var enabled) || enabled.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return null;
        }

        var flag = new JsonObject { ["enabled"] = enabled.GetBoolean() };
        if (live.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Object &&
            conditions.TryGetProperty("client_filters", out var filters) && filters.ValueKind == JsonValueKind.Array && filters.GetArrayLength() == 1 &&
            filters[0].ValueKind == JsonValueKind.Object && filters[0].TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object &&
            parameters.TryGetProperty("Value", out var share) && share.ValueKind == JsonValueKind.Number)
        {
            flag["percentage"] = JsonNode.Parse(share.GetRawText());
        }

        if (live.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
        {
            flag["description"] = description.GetString();
        }

        var written = Escaped(JsonSerializer.SerializeToElement<JsonNode>(flag.Count == 1 ? JsonValue.Create(enabled.GetBoolean()) : flag));

        // Other filters, variants and whatever else would be lost; only what is read again as the same is written.
        return FlagItems.Of(name, written) == Digest.Of(content) ? written : null;
    }

    /// <summary>The value with every text written so that nothing in it is taken for a variable.</summary>
    public static JsonElement Escaped(JsonElement value) =>
        Substitution.HoldsPlaceholders(value) ? JsonSerializer.SerializeToElement(Escape(JsonNode.Parse(value.GetRawText())), Relaxed) : value;

    /// <summary>A text in which nothing is taken for a variable.</summary>
    public static string Escaped(string text) => text.Replace("${", "$${", StringComparison.Ordinal);

    /// <summary>Whether a variable stands somewhere in the value as the document writes it.</summary>
    public static bool UsesVariables(JsonElement written) => written.ValueKind switch
    {
        JsonValueKind.String => Placeholder.In(written.GetString()!).Count > 0,
        JsonValueKind.Array => written.EnumerateArray().Any(UsesVariables),
        JsonValueKind.Object => written.EnumerateObject().Any(member => UsesVariables(member.Value)),
        _ => false,
    };

    public static JsonElement Parse(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 128 });
        return JsonElement.ParseValue(ref reader);
    }

    private static JsonNode? Escape(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Escape(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Escape)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Escaped(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };

    private static string? SecretIn(JsonElement value, EnvironmentDocument environment, TargetBinding binding)
    {
        if (environment.SecretFormat is not { } format || value.ValueKind != JsonValueKind.String || Substitution.Text(format, binding) is not { Succeeded: true, Value: var form } ||
            form.Split("{name}") is not [var before, var after] || before.Length + after.Length == 0)
        {
            return null;
        }

        var text = value.GetString()!;
        return text.Length > before.Length + after.Length && text.StartsWith(before, StringComparison.Ordinal) && text.EndsWith(after, StringComparison.Ordinal) &&
            text[before.Length..^after.Length] is var name && name.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_' or '-') ? name : null;
    }
}
