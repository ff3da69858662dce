using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>Rows in aligned columns, two blanks apart; the last column is not padded. Cells are made visible here.</summary>
internal sealed class TextTable(params string[] head)
{
    private const int MaxColumn = 60;
    private readonly List<(string Text, Tone Tone)[]> _rows = [[.. head.Select(title => (title, Tone.Faint))]];

    /// <summary>Adds a row.</summary>
    public void Add(params (string Text, Tone Tone)[] cells) => _rows.Add([.. cells.Select(cell => (VisibleText.Line(cell.Text), cell.Tone))]);

    /// <summary>Adds an indented line below the last row.</summary>
    public void AddRemark(string text) => _rows.Add([("    " + VisibleText.Line(text), Tone.Faint)]);

    /// <summary>Prints the table.</summary>
    public void Print(Output output)
    {
        foreach (var line in Lines())
        {
            output.Line(line);
        }
    }

    /// <summary>The table's lines, in pieces.</summary>
    public IEnumerable<IReadOnlyList<(string Text, Tone Tone)>> Lines()
    {
        var columns = _rows.Where(row => row.Length > 1).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => Math.Min(MaxColumn, columns.Max(row => row[column].Text.Length))).ToArray();
        foreach (var row in _rows)
        {
            var last = Array.FindLastIndex(row, cell => cell.Text.Length > 0);
            yield return [.. row.Take(last + 1).Select((cell, column) => (column == last ? cell.Text : cell.Text.PadRight(widths[column]) + "  ", cell.Tone))];
        }
    }
}
