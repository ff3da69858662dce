using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>
/// Carries values as the platform does: the worker writes JSON, and the host reads and writes it again with a serialiser that takes what looks like a date for one.
/// </summary>
internal static class HubJson
{
    public static string? Write(object? value) => value is null ? null : Carry(JsonSerializer.SerializeToNode(value, value.GetType()));

    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json);

    private static string? Carry(JsonNode? node) => Rewrite(node)?.ToJsonString();

    private static JsonNode? Rewrite(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Rewrite(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Rewrite)]),
        JsonValue value when value.TryGetValue(out string? text) && text.Contains('T', StringComparison.Ordinal)
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var date) => JsonValue.Create(date.ToString("o", CultureInfo.InvariantCulture)),
        _ => node?.DeepClone(),
    };
}
