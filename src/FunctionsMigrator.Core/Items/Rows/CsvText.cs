using System.Buffers;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Writes CSV as <see cref="CsvReader"/> reads it.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>One record with a closing LF. Null is an empty field, the empty text is <c>""</c>; quotes stand only where they must.</summary>
    public static string Record(IEnumerable<string?> fields) => string.Join(',', fields.Select(Field)) + "\n";

    private static string Field(string? text) => text switch
    {
        null => "",
        "" => "\"\"",
        _ when text.AsSpan().ContainsAny(Special) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => text,
    };
}
