using System.Text.Json;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>The values of a history: how what was recorded compares with what the code says now.</summary>
internal static class RecordedJson
{
    /// <summary>
    /// Whether everything recorded is still said. Newer code may say more: inputs and outputs grow by optional members, and a run that started
    /// before must not diverge for that.
    /// </summary>
    public static bool IsKept(JsonElement recorded, JsonElement now) => (recorded.ValueKind, now.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) =>
            recorded.EnumerateObject().All(member => now.TryGetProperty(member.Name, out var same) && IsKept(member.Value, same)),
        (JsonValueKind.Array, JsonValueKind.Array) =>
            recorded.GetArrayLength() == now.GetArrayLength()
            && recorded.EnumerateArray().Zip(now.EnumerateArray()).All(pair => IsKept(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(recorded, now),
    };
}
