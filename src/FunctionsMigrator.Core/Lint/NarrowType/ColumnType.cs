using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Core.Lint.NarrowType;

/// <summary>A column's type, as far as it says what fits into it.</summary>
/// <param name="Name">Its plain name: <c>varchar</c> for all texts of varying length, <c>int</c>.</param>
/// <param name="Numbers">The numbers in its parentheses.</param>
internal sealed partial record ColumnType(string Name, IReadOnlyList<int> Numbers)
{
    /// <summary>Whether it holds texts of varying length.</summary>
    public bool IsText => Name is "varchar" or "text" or "char";

    /// <summary>The most characters that fit; null where it has no bound or holds no text.</summary>
    public int? Length => Name == "char" ? Numbers.FirstOrDefault(1) : Name == "varchar" && Numbers.Count > 0 ? Numbers[0] : null;

    /// <summary>The whole numbers that fit; null where it holds others.</summary>
    public (long Least, long Most)? Range => Name switch
    {
        "smallint" => (short.MinValue, short.MaxValue),
        "int" => (int.MinValue, int.MaxValue),
        "bigint" => (long.MinValue, long.MaxValue),
        _ => null,
    };

    /// <summary>Whether there is a type that holds more: without knowing the column it may become narrower.</summary>
    public bool MayNarrow => Length is not null || Name is "smallint" or "int" or "real" or "date" or "boolean" || (Name == "numeric" && Numbers.Count > 0);

    /// <summary>Whether everything that fits into the other fits into this one, as it is.</summary>
    public bool Holds(ColumnType other) =>
        (Name == other.Name && Numbers.SequenceEqual(other.Numbers))
        || (IsText && other.IsText && (Length is null || other.Length <= Length))
        || (Range is { } range && other.Range is { } narrow && range.Least <= narrow.Least && range.Most >= narrow.Most)
        || (Name == "numeric" && other.Name == "numeric" && other.Numbers.Count > 0 && (Numbers.Count == 0 || (Scale == other.Scale && Numbers[0] >= other.Numbers[0])));

    /// <summary>Whether PostgreSQL takes the values over as they are, without writing the table anew.</summary>
    public bool TakesOver(ColumnType other) => Holds(other) && (Name == other.Name || (Name is "varchar" or "text" && other.Name is "varchar" or "text"));

    private int Scale => Numbers.Count > 1 ? Numbers[1] : 0;

    public static ColumnType Read(string type)
    {
        var match = Parts().Match(type.Trim());
        var numbers = match.Groups["number"].Captures.Select(capture => int.TryParse(capture.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue).ToList();
        var name = Spaces().Replace(match.Groups["name"].Value.Trim().ToLowerInvariant(), " ");
        return new ColumnType(
            name switch
            {
                "character varying" or "nvarchar" => "varchar",
                "character" or "bpchar" or "nchar" => "char",
                "integer" or "int4" => "int",
                "int8" => "bigint",
                "int2" => "smallint",
                "decimal" => "numeric",
                "float4" => "real",
                "bool" => "boolean",
                _ => name,
            },
            numbers);
    }

    [GeneratedRegex(@"\A(?<name>[^(]*)(?:\(\s*(?<number>[0-9]+)\s*(?:,\s*(?<number>[0-9]+)\s*)?\))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
