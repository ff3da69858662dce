using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Reads rows that are JSON objects: all with the columns of the first one, each value a text, number, boolean or null.</summary>
internal static class JsonRowShape
{
    public static Outcome<IReadOnlyList<string>> ColumnsOf(IEnumerable<string> names, Place place)
    {
        string[] columns = [.. names];
        if (columns.Length == 0 || columns.Any(string.IsNullOrWhiteSpace))
        {
            return ItemCodes.Header.Fail<IReadOnlyList<string>>("The first row names no columns, or one without a name.", place);
        }

        return columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? ItemCodes.Header.Fail<IReadOnlyList<string>>($"The first row names the column '{twice.Key}' twice.", place)
            : Outcome.Of<IReadOnlyList<string>>(columns);
    }

    /// <summary>The row, or null and a finding.</summary>
    public static RowRecord? Read(IEnumerable<KeyValuePair<string, JsonElement>> members, IReadOnlyList<string> columns, Place place, FindingList findings)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (!values.TryAdd(name, value))
            {
                findings.Add(ItemCodes.RowShape.Finding($"The row names the column '{name}' twice.", place));
                return null;
            }
        }

        var missing = columns.Where(column => !values.ContainsKey(column)).ToList();
        var more = values.Keys.Except(columns, StringComparer.Ordinal).ToList();
        if (missing.Count > 0 || more.Count > 0)
        {
            var said = missing.Count > 0 ? $"lacks {string.Join(", ", missing)} (write null for NULL)" : $"has {string.Join(", ", more)} too";
            findings.Add(ItemCodes.RowShape.Finding($"The first row has the columns {string.Join(", ", columns)}; this one {said}.", place));
            return null;
        }

        var cells = new RowCell[columns.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            if (!TryText(values[columns[i]], out var text))
            {
                findings.Add(ItemCodes.RowShape.Finding($"The column '{columns[i]}' holds neither text, number, boolean nor null.", place));
                return null;
            }

            cells[i] = new RowCell(text, place.Line, place.Column);
        }

        return new RowRecord(cells, place.Line, place.Column);
    }

    private static bool TryText(JsonElement value, out string? text)
    {
        text = value.ValueKind switch
        {
            JsonValueKind.String when CanonicalJson.Problem(value) is null => value.GetString(),
            JsonValueKind.Number => CanonicalNumber.Plain(value.GetRawText()),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return text is not null || value.ValueKind == JsonValueKind.Null;
    }
}
