using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// Makes up rows for empty tables of a scratch database, so that a script that changes them has something to change. Best effort: types, NOT NULL, unique keys,
/// foreign keys and simple checks are respected; a table whose rules refuse every attempt stays empty, and a finding says so.
/// </summary>
internal sealed class GeneratedRows(SqliteSession session, TargetAddress address)
{
    private const int Rows = 3;

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Finding> _findings = [];

    /// <summary>Fills the tables that exist and are empty, and the tables they must point to.</summary>
    public IReadOnlyList<Finding> Fill(IEnumerable<string> tables)
    {
        foreach (var table in tables.Order(StringComparer.Ordinal))
        {
            FillOne(table);
        }

        return _findings;
    }

    private void FillOne(string name)
    {
        if (!_seen.Add(name) || SqliteTable.Read(session, name) is not { } table || session.Query($"SELECT 1 FROM {SqliteNames.Quote(table.Name)} LIMIT 1", _ => true).Count > 0)
        {
            return;
        }

        var links = Links(table);
        foreach (var link in links.Where(link => link.From.Any(column => table.RefusesNull(table.Column(column)!))))
        {
            FillOne(link.Parent);
        }

        var candidates = new GeneratedValues(session, table);
        for (var row = 1; row <= Rows; row++)
        {
            if (Insert(table, links, candidates, row) is { } words)
            {
                if (row == 1)
                {
                    _findings.Add(TargetCodes.ScratchDiffers.Finding(
                        $"Table {table.Name} is empty in the scratch database: no row could be made up ({words}).", target: address.ToString()));
                }

                return;
            }
        }
    }

    /// <summary>
    /// Tries plain values first, then what the checks mention. Defaults are for the first row, and for others only where values of their own are refused: rows that were equal in a column
    /// would let an index on it fail that no row of the live table stands against. Answers SQLite's words when all were refused.
    /// </summary>
    private string? Insert(SqliteTable table, IReadOnlyList<Link> links, GeneratedValues values, int row)
    {
        var refused = "";
        bool[] ways = row > 1 && table.Columns.Any(column => column.Default is not null) ? [false, true] : [true];
        foreach (var (defaults, attempt) in ways.SelectMany(_ => Enumerable.Range(0, values.Attempts), (defaults, attempt) => (defaults, attempt)))
        {
            var columns = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
            foreach (var column in table.Columns.Where(column => !column.Generated && (column.Default is null || !defaults || IsKey(table, column))))
            {
                columns[column.Name] = column.Name == table.RowId ? (long)row : values.Of(column, row, attempt);
            }

            foreach (var link in links)
            {
                Point(table, link, columns, row);
            }

            try
            {
                var names = columns.Keys.ToList();
                session.Execute(
                    names.Count == 0
                        ? $"INSERT INTO {SqliteNames.Quote(table.Name)} DEFAULT VALUES"
                        : $"INSERT INTO {SqliteNames.Quote(table.Name)} ({SqliteNames.Quote(names)}) VALUES ({string.Join(", ", names.Select((_, i) => $"${i}"))})",
                    [.. names.Select(name => columns[name])]);
                return null;
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_ERROR or raw.SQLITE_MISMATCH)
            {
                refused = SqliteFailures.Words(exception);
            }
        }

        return refused;
    }

    /// <summary>Lets a row point to a row of its parent, or to nothing where that is allowed.</summary>
    private void Point(SqliteTable table, Link link, Dictionary<string, object?> columns, int row)
    {
        var parent = SqliteTable.Read(session, link.Parent);
        var to = parent is null ? [] : link.To ?? [.. parent.Columns.Where(column => column.KeyPart > 0).OrderBy(column => column.KeyPart).Select(column => column.Name)];
        var found = parent is null || to.Count != link.From.Count
            ? []
            : session.Query(
                $"SELECT {SqliteNames.Quote(to)} FROM {SqliteNames.Quote(parent.Name)} ORDER BY {SqliteNames.Quote(to)} LIMIT {Rows}",
                values => Enumerable.Range(0, to.Count).Select(i => values.IsDBNull(i) ? null : values.GetValue(i)).ToList());
        for (var i = 0; i < link.From.Count; i++)
        {
            if (found.Count > 0)
            {
                columns[link.From[i]] = found[(row - 1) % found.Count][i];
            }
            else if (!table.RefusesNull(table.Column(link.From[i])!))
            {
                columns[link.From[i]] = null;
            }
        }
    }

    private List<Link> Links(SqliteTable table) => [.. session.Query(
            """SELECT id, "table", "from", "to" FROM pragma_foreign_key_list($0) ORDER BY id, seq""",
            row => (Id: row.GetInt32(0), Parent: row.GetString(1), From: row.GetString(2), To: row.IsDBNull(3) ? null : row.GetString(3)),
            table.Name)
        .GroupBy(part => part.Id)
        .Select(parts => new Link(
            parts.First().Parent,
            [.. parts.Select(part => part.From)],
            parts.First().To is null ? null : [.. parts.Select(part => part.To!)]))];

    private static bool IsKey(SqliteTable table, SqliteColumn column) => table.UniqueKeys.Any(key => key.Contains(column.Name, StringComparer.OrdinalIgnoreCase));

    private sealed record Link(string Parent, IReadOnlyList<string> From, IReadOnlyList<string>? To);
}
