using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>How the cell of one column becomes canonical text.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">How its values are written.</param>
/// <param name="Declared">The type as the table declares it; null where the target has none.</param>
/// <param name="Nullable">Whether NULL fits.</param>
/// <param name="Key">Whether it belongs to the key.</param>
/// <param name="Sensitive">Whether findings may not show its values.</param>
internal sealed record RowTyping(string Name, ColumnType Type, string? Declared, bool Nullable, bool Key, bool Sensitive)
{
    /// <summary>One per column of the source, or the columns that the table lacks.</summary>
    public static Outcome<IReadOnlyList<RowTyping>> Of(
        IReadOnlyList<string> columns, IReadOnlyList<string> key, IReadOnlyList<string> sensitive, TableShape? shape, Place place)
    {
        var typings = new List<RowTyping>();
        var findings = new FindingList();
        foreach (var name in columns)
        {
            var column = shape?.Columns.FirstOrDefault(column => column.Name == name);
            if (shape is not null && column is null)
            {
                findings.Add(TargetCodes.TableMismatch.Finding(
                    $"The table '{shape.Table}' has no column '{name}'.{DidYouMean.Hint(name, shape.Columns.Select(known => known.Name))} " +
                    $"It has {DidYouMean.List(shape.Columns.Select(known => known.Name))}.",
                    place));
            }

            typings.Add(new RowTyping(
                name, column?.Type ?? ColumnType.Text, column?.DeclaredType, column?.Nullable ?? true, key.Contains(name, StringComparer.Ordinal),
                sensitive.Contains(name, StringComparer.Ordinal)));
        }

        return findings.Any ? Outcome.Fail<IReadOnlyList<RowTyping>>(findings.All) : Outcome.Of<IReadOnlyList<RowTyping>>(typings);
    }

    /// <summary>The canonical text of a cell (null for NULL); or a finding, and false.</summary>
    public bool TryText(RowCell cell, string file, FindingList findings, out string? text)
    {
        text = cell.Text is null ? null : RowText.FromFile(Type, cell.Text);
        if (text is not null || (cell.Text is null && Nullable && !Key))
        {
            return true;
        }

        var place = new Place(file, cell.Line, cell.Column);
        findings.Add(cell.Text switch
        {
            null when Key => ItemCodes.KeyMissing.Finding($"The key column '{Name}' is NULL.", place),
            null => ItemCodes.ValueType.Finding($"The column '{Name}' takes no NULL.", place, remedy: "Fill the field; `\"\"` is the empty text."),
            _ => ItemCodes.ValueType.Finding($"The column '{Name}' is {Declared ?? Type.ToString()}; {Shown(cell.Text)} does not fit ({Expected()}).", place),
        });
        return false;
    }

    private string Shown(string text) => Sensitive ? "the value" : text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}...'";

    private string Expected() => Type switch
    {
        ColumnType.Integer => "a whole number, such as -17",
        ColumnType.Decimal => "a decimal number of at most 28 digits, such as 12.50",
        ColumnType.Real => "a number, such as 0.19",
        ColumnType.Boolean => "true, false, 1 or 0",
        ColumnType.Bytes => "Base64",
        _ => "text",
    };
}
