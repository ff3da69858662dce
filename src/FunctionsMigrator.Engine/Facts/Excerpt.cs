using System.Text.Json;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>JSON as an explanation shows it: on one line, and not longer than people read.</summary>
internal static class Excerpt
{
    private const int Longest = 400;

    public static string Of<T>(T value)
    {
        var text = JsonSerializer.Serialize(value, FmJson.Line);
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
    }
}
