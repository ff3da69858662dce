using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Rows whose foreign keys point nowhere, counted by table and parent.</summary>
internal static class ForeignKeyCheck
{
    /// <summary>The violations, but those of made-up rows; null where SQLite cannot tell, because a foreign key names no unique key of its parent.</summary>
    public static IReadOnlyDictionary<(string Child, string Parent), long>? Violations(SqliteSession session, SqliteGaps? gaps = null)
    {
        try
        {
            return session.Query(
                    """SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2""",
                    row => (Child: row.GetString(0), Parent: row.GetString(1), Rows: row.GetInt64(2)))
                .Where(item => gaps?.MadeUp.Contains(item.Child) is not true)
                .ToDictionary(item => (item.Child, item.Parent), item => item.Rows);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            return null;
        }
    }

    /// <summary>What became worse, in words; null when nothing did.</summary>
    public static string? Worse(IReadOnlyDictionary<(string Child, string Parent), long>? before, IReadOnlyDictionary<(string Child, string Parent), long>? after)
    {
        if (before is null)
        {
            return null;
        }

        if (after is null)
        {
            return "a foreign key names no unique key of its parent any more";
        }

        var worse = after.Where(item => item.Value > before.GetValueOrDefault(item.Key))
            .Select(item => $"{item.Value - before.GetValueOrDefault(item.Key)} more rows of {item.Key.Child} point to no row of {item.Key.Parent}")
            .ToList();
        return worse.Count == 0 ? null : string.Join("; ", worse);
    }
}
