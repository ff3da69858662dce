using System.Runtime.InteropServices;
using System.Text.Json;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>The values of a history: how large they may be, and how what was recorded compares with what the code says now.</summary>
internal static class RecordedJson
{
    /// <summary>Longest input, answer or output in bytes: what is larger belongs into a store, and its reference here.</summary>
    public const int LongestValue = 256 * 1024;

    public static int Size(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;

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
