using System.Globalization;
using System.Text.Json;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Paths such as <c>$.data.values[0].rate</c>: members by name, items by position. <c>$</c> is the whole answer.</summary>
internal static class JsonNumberPath
{
    /// <summary>What the path leads to; null when it leads nowhere.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        var current = root;
        foreach (var step in path.TrimStart('$').Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step.StartsWith('[') && step.EndsWith(']'))
            {
                if (current.ValueKind is not JsonValueKind.Array
                    || !int.TryParse(step[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    || index >= current.GetArrayLength())
                {
                    return null;
                }

                current = current[index];
            }
            else if (current.ValueKind is not JsonValueKind.Object || !current.TryGetProperty(step, out current))
            {
                return null;
            }
        }

        return current;
    }
}
