using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Values that a column may take: plain ones of its type, then literals of the checks that mention it, then texts as long as such a check's numbers.</summary>
internal sealed class GeneratedValues
{
    private const int LongestText = 100;

    private readonly Dictionary<string, List<string>> _literals = new(StringComparer.OrdinalIgnoreCase);

    public GeneratedValues(SqliteSession session, SqliteTable table)
    {
        var sql = session.Query("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = $0", row => row.GetString(0), table.Name)[0];
        foreach (var check in SqliteText.Checks(sql))
        {
            foreach (var column in table.Columns.Where(column => check.Contains(column.Name.ToUpperInvariant()) || check.Contains($"\"{column.Name}\"")))
            {
                var literals = _literals.TryGetValue(column.Name, out var known) ? known : _literals[column.Name] = [];
                literals.AddRange(check.Where(token => token[0] == '\'' || char.IsAsciiDigit(token[0])).Select(token => token[0] == '\'' ? SqliteText.Unquote(token) : token));
            }
        }

        Attempts = 1 + (2 * _literals.Values.Select(literals => literals.Count).DefaultIfEmpty().Max());
    }

    /// <summary>How many attempts give different values.</summary>
    public int Attempts { get; }

    /// <summary>The value of a column in a row (from 1) at an attempt (from 0).</summary>
    public object? Of(SqliteColumn column, int row, int attempt)
    {
        if (attempt == 0 || !_literals.TryGetValue(column.Name, out var literals) || literals.Count == 0)
        {
            return Plain(column, row);
        }

        // Rows take different literals of one check, so that a unique column has different values where it can.
        var literal = literals[(attempt - 1 + row - 1) % literals.Count];
        return attempt > literals.Count && int.TryParse(literal, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is > 0 and <= LongestText
            ? new string('A', length - 1) + (char)('A' + row)
            : column.Type == ColumnType.Bytes ? Encoding.UTF8.GetBytes(literal) : SqliteCell.Bound(column, literal);
    }

    private static object Plain(SqliteColumn column, int row) => column.Type switch
    {
        ColumnType.Integer => (long)row,
        ColumnType.Decimal or ColumnType.Real => row + 0.5,
        ColumnType.Boolean => (long)(row % 2),
        ColumnType.Bytes => new[] { (byte)row },
        _ when column.Declared.Contains("TIME", StringComparison.OrdinalIgnoreCase) => $"2024-01-0{row} 00:00:00",
        _ when column.Declared.Contains("DATE", StringComparison.OrdinalIgnoreCase) => $"2024-01-0{row}",
        _ => $"{column.Name} {row}",
    };
}
