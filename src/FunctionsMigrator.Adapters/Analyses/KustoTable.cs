using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Reads the answer of a KQL query: tables with typed columns and rows.</summary>
internal static class KustoTable
{
    private const string Garbage = "its answer is not in the form of Azure Monitor's query API";
    private const string Primary = "PrimaryResult";
    private const int DeepestError = 5;
    private static readonly string[] NumberTypes = ["int", "long", "real", "decimal", "double"];

    /// <summary>The error of an answer with its innermost cause, without the token that was sent; null: there is none.</summary>
    public static string? Error(JsonElement json, string? token)
    {
        if (Member(json, "error") is not { ValueKind: JsonValueKind.Object } error)
        {
            return null;
        }

        var (code, message) = (Text(error, "code"), Text(error, "message"));
        var inner = error;
        for (var depth = 0; depth < DeepestError && (Inner(inner) is { ValueKind: JsonValueKind.Object } next); depth++)
        {
            inner = next;
        }

        var cause = Text(inner, "message");
        return ServiceWords.Of($"{code}: {message}{(cause is null || cause == message ? "" : $" {cause}")}", token) ?? "an error without words";
    }

    /// <summary>What the rows of the first table say; null with the problem where they cannot be judged.</summary>
    public static Sample? Read(JsonElement json, AzureMonitorAnalysis asked, out string? problem)
    {
        problem = null;
        if (Member(json, "tables") is not { ValueKind: JsonValueKind.Array } tables || tables.GetArrayLength() == 0)
        {
            problem = Garbage;
            return null;
        }

        var table = tables.EnumerateArray().FirstOrDefault(candidate => Text(candidate, "name") == Primary, tables[0]);
        if (Member(table, "columns") is not { ValueKind: JsonValueKind.Array } columns || Member(table, "rows") is not { ValueKind: JsonValueKind.Array } rows)
        {
            problem = Garbage;
            return null;
        }

        var known = columns.EnumerateArray().Select(column => (Name: Text(column, "name") ?? "", Type: Text(column, "type") ?? "")).ToList();
        var number = Column(known, asked, out problem);
        var samples = asked.Samples is null ? -1 : known.FindIndex(column => column.Name == asked.Samples);
        if (number < 0 || (asked.Samples is not null && samples < 0))
        {
            problem ??= $"its answer has no column '{asked.Samples}'; it has {Names(known)}";
            return null;
        }

        if (rows.GetArrayLength() > Sample.MostNumbers)
        {
            problem = $"the query answers {rows.GetArrayLength()} rows, at most {Sample.MostNumbers} are read; aggregate them, such as by summarize";
            return null;
        }

        var numbers = rows.EnumerateArray().Select(row => Cell(row, number)).ToList();
        var sizes = samples < 0 ? [] : rows.EnumerateArray().Select(row => Cell(row, samples)).ToList();
        if (numbers.Concat(sizes).Any(cell => cell.Garbage))
        {
            problem = Garbage;
            return null;
        }

        return new Sample([.. numbers.Where(cell => cell.Value is not null).Select(cell => cell.Value!.Value)], samples < 0 ? null : sizes.Sum(cell => cell.Value ?? 0));
    }

    private static int Column(List<(string Name, string Type)> known, AzureMonitorAnalysis asked, out string? problem)
    {
        problem = null;
        if (asked.Column is { } named)
        {
            var at = known.FindIndex(column => column.Name == named);
            problem = at < 0 ? $"its answer has no column '{named}'; it has {Names(known)}" : null;
            return at;
        }

        var numbers = known.Index().Where(column => NumberTypes.Contains(column.Item.Type) && column.Item.Name != asked.Samples).Select(column => column.Index).ToList();
        problem = numbers.Count == 1 ? null : $"its answer has {numbers.Count} columns of numbers ({Names(known)}), so 'column' must name one";
        return numbers.Count == 1 ? numbers[0] : -1;
    }

    private static string Names(List<(string Name, string Type)> known) =>
        known.Count == 0 ? "none" : ServiceWords.Of(string.Join(", ", known.Take(10).Select(column => $"{column.Name} ({column.Type})"))) ?? "none";

    // Whole numbers of 64 bits and decimals come as texts, as do NaN and the infinite ones.
    private static (double? Value, bool Garbage) Cell(JsonElement row, int at)
    {
        if (row.ValueKind is not JsonValueKind.Array || row.GetArrayLength() <= at)
        {
            return (null, true);
        }

        var cell = row[at];
        return cell.ValueKind switch
        {
            JsonValueKind.Null => (null, false),
            JsonValueKind.Number => (cell.GetDouble(), false),
            JsonValueKind.String => cell.GetString() switch
            {
                "NaN" or "" => (null, false),
                "Infinity" or "+Infinity" => (double.PositiveInfinity, false),
                "-Infinity" => (double.NegativeInfinity, false),
                var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number, false) : (null, true),
            },
            _ => (null, true),
        };
    }

    private static JsonElement? Inner(JsonElement error) =>
        Member(error, "innererror") ?? Member(error, "innerError")
        ?? (Member(error, "details") is { ValueKind: JsonValueKind.Array } details && details.GetArrayLength() > 0 ? details[0] : null);

    private static JsonElement? Member(JsonElement json, string name) => json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
