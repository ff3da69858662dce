using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// Keeps the columns that nobody manages when a row is deleted, in <c>fm_removed</c> and with their exact values, and gives them back when the same row is written
/// again: a before-image holds managed columns only, and taking a deletion back shall bring back all of the row. What is older than <see cref="Kept"/> is dropped.
/// </summary>
internal sealed class RemovedRows(SqliteSession session, RowMap map, Claim claim, DateTimeOffset at)
{
    /// <summary>How long the columns of a deleted row are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Drops what is kept no longer.</summary>
    public static void Expire(SqliteSession session, DateTimeOffset now) =>
        session.Execute("DELETE FROM fm_removed WHERE at < $0", SqliteTime.Text(now - Kept));

    /// <summary>Keeps the unmanaged columns of a row that is about to be deleted.</summary>
    public void Remember(string key, Digest checksum)
    {
        session.Execute("""DELETE FROM fm_removed WHERE "table" = $0 AND "key" = $1""", map.Table.Name, key);
        foreach (var column in map.Unmanaged)
        {
            session.Execute(
                $"""
                INSERT INTO fm_removed ("table", "key", "column", value, checksum, run, at)
                SELECT $0, $1, $2, {SqliteNames.Quote(column.Name)}, $3, $4, $5 FROM {map.TableSql} WHERE {map.KeySql(first: 6)}
                """,
                [map.Table.Name, key, column.Name, checksum.Hex, claim.Run, SqliteTime.Text(at), .. map.BindKey(key)!]);
        }
    }

    /// <summary>Inserts a row, with the unmanaged columns that it had when exactly this row was deleted.</summary>
    public void Insert(string key, Digest checksum, object?[] values)
    {
        var kept = session.Query(
            """SELECT "column" FROM fm_removed WHERE "table" = $0 AND "key" = $1 AND checksum = $2""", row => row.GetString(0), map.Table.Name, key, checksum.Hex);
        var columns = map.Unmanaged.Select(column => column.Name).Where(name => kept.Contains(name, StringComparer.Ordinal)).ToList();
        var names = SqliteNames.Quote(map.Columns.Select(column => column.Name).Concat(columns));
        var places = map.Columns.Select((_, i) => $"${i}")
            .Concat(columns.Select((_, i) =>
                $"""(SELECT value FROM fm_removed WHERE "table" = ${values.Length} AND "key" = ${values.Length + 1} AND "column" = ${values.Length + 2 + i})"""));
        session.Execute(
            $"INSERT INTO {map.TableSql} ({names}) VALUES ({string.Join(", ", places)})",
            columns.Count == 0 ? values : [.. values, map.Table.Name, key, .. columns]);
        if (kept.Count > 0)
        {
            session.Execute("""DELETE FROM fm_removed WHERE "table" = $0 AND "key" = $1""", map.Table.Name, key);
        }
    }
}
