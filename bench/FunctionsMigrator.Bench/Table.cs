namespace FunctionsMigrator.Bench;

/// <summary>A Markdown table that grows a line at a time, so that a long measurement shows where it is.</summary>
internal sealed class Table
{
    private readonly int[] _widths;

    public Table(params string[] head)
    {
        _widths = [.. head.Select(title => title.Length)];
        Console.WriteLine($"| {string.Join(" | ", head)} |");
        Console.WriteLine($"|{string.Join('|', _widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":"))}|");
    }

    public void Add(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(_widths[column]) : cell.PadLeft(_widths[column])))} |");
}
