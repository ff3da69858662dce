using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>What every engine allows alike: a run that fits one fits the others.</summary>
public static partial class WorkflowLimits
{
    /// <summary>Longest input, answer or output in bytes: what is larger belongs into a store, and its reference into the history.</summary>
    public const int LongestValue = 256 * 1024;

    /// <summary>Longest status in bytes of UTF-8.</summary>
    public const int LongestStatus = 8 * 1024;

    /// <summary>By how much a value is too long, in words: <c>300000 bytes; 262144 are allowed</c>. Null where it is not.</summary>
    public static string? Excess(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length is var size && size > LongestValue ? $"{size} bytes; {LongestValue} are allowed" : null;

    /// <summary>What a host starts a workflow with, as it goes into the history.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="LongestValue"/>.</exception>
    public static JsonElement Input<T>(T input)
    {
        var json = JsonSerializer.SerializeToElement(input, FmJson.Line);
        return Excess(json) is { } excess ? throw new ArgumentException($"An input of a workflow may not have {excess}. Store it and pass a reference.", nameof(input)) : json;
    }

    /// <summary>The rule that a workflow's output breaks, in the words of <see cref="CallRules.Broken"/>; null: none.</summary>
    public static string? RuleBrokenBy(JsonElement output) => Excess(output) is { } excess ? $"it ended with {excess}. Store it and end with a reference." : null;

    /// <summary>A status as it is kept. A display text never decides over a run, so it is cut at a whole character instead of refused.</summary>
    public static string CutStatus(string status)
    {
        var bytes = Encoding.UTF8.GetBytes(status);
        var end = Math.Min(bytes.Length, LongestStatus);
        while (end > 0 && end < bytes.Length && (bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes, 0, end);
    }

    /// <summary>Whether a child's suffix may stand in an instance id: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public static bool IsSuffix(string suffix) => Suffix().IsMatch(suffix);

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\z")]
    private static partial Regex Suffix();
}
