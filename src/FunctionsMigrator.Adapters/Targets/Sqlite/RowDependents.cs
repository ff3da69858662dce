namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Rows of other tables that a deletion would delete or change along with it (ON DELETE CASCADE, SET NULL, SET DEFAULT).</summary>
internal sealed class RowDependents
{
    private readonly SqliteSession _session;
    private readonly List<(string Child, string Rule, string Count)> _links = [];

    public RowDependents(SqliteSession session, RowMap map, SqliteGaps? gaps = null)
    {
        _session = session;
        var primary = map.Table.Columns.Where(column => column.KeyPart > 0).OrderBy(column => column.KeyPart).Select(column => column.Name).ToList();
        var parts = session.Query(
            """
            SELECT m.name, f.id, f."from", f."to", f.on_delete FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
            WHERE m.type = 'table' AND f."table" = $0 COLLATE NOCASE AND f.on_delete IN ('CASCADE', 'SET NULL', 'SET DEFAULT') ORDER BY m.name, f.id, f.seq
            """,
            row => (Child: row.GetString(0), Id: row.GetInt32(1), From: row.GetString(2), To: row.IsDBNull(3) ? null : row.GetString(3), Rule: row.GetString(4)),
            map.Table.Name);
        foreach (var link in parts.Where(part => gaps?.MadeUp.Contains(part.Child) is not true).GroupBy(part => (part.Child, part.Id)))
        {
            var join = link.Select((part, i) => $"c.{SqliteNames.Quote(part.From)} = p.{SqliteNames.Quote(part.To ?? primary[i])}");
            _links.Add((
                link.Key.Child,
                link.First().Rule,
                $"""
                SELECT count(*) FROM {SqliteNames.Quote(link.Key.Child)} AS c
                JOIN (SELECT * FROM {map.TableSql} WHERE {map.KeySql()}) AS p ON {string.Join(" AND ", join)}
                """));
        }
    }

    /// <summary>What would change along with the row, in words; null when nothing would.</summary>
    public string? Of(object?[] key)
    {
        var found = new List<string>();
        foreach (var (child, rule, count) in _links)
        {
            var rows = _session.Query(count, row => row.GetInt64(0), key)[0];
            if (rows > 0)
            {
                found.Add($"{rows} {(rows == 1 ? "row" : "rows")} of {child} (ON DELETE {rule})");
            }
        }

        return found.Count == 0 ? null : string.Join(" and ", found);
    }
}
