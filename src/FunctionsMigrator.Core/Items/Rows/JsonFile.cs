using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>JSON that stands in files of its own: strict, without comments and trailing commas.</summary>
internal static class JsonFile
{
    public static Outcome<JsonElement> Parse(string text, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Outcome.Of(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            return Outcome.Fail<JsonElement>(Problem(e, file, 1, 1));
        }
    }

    /// <summary>What the parser says, at its place; the text that it parsed starts at the given one. The parser's own words may quote values, so they are not repeated.</summary>
    public static Finding Problem(JsonException e, string file, int line, int column)
    {
        var inLine = (int)(e.BytePositionInLine ?? 0) + 1;
        return ItemCodes.BadJson.Finding(
            "The text here is no JSON.",
            e.LineNumber is null or 0 ? new Place(file, line, column + inLine - 1) : new Place(file, line + (int)e.LineNumber, inLine));
    }
}
