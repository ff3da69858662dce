using FunctionsMigrator.Adapters.Targets.Postgres;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Lint;

/// <summary>The tables of a database before a script, by which it is told what the script did to them: which it locked so that others wait, and which it wrote anew.</summary>
/// <param name="files">Per table that was there the file that its rows were in.</param>
/// <param name="bookkeeping">The migrator's own schema.</param>
internal sealed class PostgresTables(IReadOnlyDictionary<uint, uint> files, string bookkeeping)
{
    // Weakest first; what ordinary reading and writing takes keeps nobody waiting.
    private static readonly string[] Modes = ["SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"];

    /// <summary>Looks at the tables as they are.</summary>
    public static async Task<PostgresTables> ReadAsync(PostgresSession session, string bookkeeping, CancellationToken cancellation)
    {
        var files = await session.QueryAsync(
            "SELECT oid, relfilenode FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace <> 'pg_catalog'::regnamespace",
            row => (Oid: row.GetFieldValue<uint>(0), File: row.GetFieldValue<uint>(1)),
            cancellation);
        return new PostgresTables(files.ToDictionary(table => table.Oid, table => table.File), bookkeeping);
    }

    /// <summary>What became of them by now, in the open transaction: the strongest lock on each, and those whose rows are in another file.</summary>
    public async Task<(IReadOnlyList<LockMeasure> Locks, IReadOnlyList<string> Rewritten)> CompareAsync(PostgresSession session, CancellationToken cancellation)
    {
        var held = await session.QueryAsync(
            """
            SELECT c.oid, n.nspname || '.' || c.relname, c.relfilenode, l.mode
            FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_class AS c ON c.oid = l.relation JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND c.relkind IN ('r', 'p', 'm')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', $1) ORDER BY 2
            """,
            row => (Oid: row.GetFieldValue<uint>(0), Table: row.GetString(1), File: row.GetFieldValue<uint>(2), Mode: Words(row.GetString(3))),
            cancellation,
            bookkeeping);
        var tables = held.Where(table => files.ContainsKey(table.Oid)).GroupBy(table => table.Oid).ToList();
        return (
            [.. from table in tables let strongest = table.MaxBy(held => Array.IndexOf(Modes, held.Mode)) where Modes.Contains(strongest.Mode) select new LockMeasure(strongest.Table, strongest.Mode)],
            [.. from table in tables where table.First().File != files[table.Key] select table.First().Table]);
    }

    /// <summary>The tables whose rows are in another file by now, whoever holds what.</summary>
    public async Task<IReadOnlyList<string>> RewrittenAsync(PostgresSession session, CancellationToken cancellation)
    {
        var now = await session.QueryAsync(
            "SELECT c.oid, n.nspname || '.' || c.relname, c.relfilenode FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', $1) ORDER BY 2",
            row => (Oid: row.GetFieldValue<uint>(0), Table: row.GetString(1), File: row.GetFieldValue<uint>(2)),
            cancellation,
            bookkeeping);
        return [.. now.Where(table => files.TryGetValue(table.Oid, out var before) && before != table.File).Select(table => table.Table)];
    }

    // AccessExclusiveLock, as pg_locks has it, is ACCESS EXCLUSIVE in SQL.
    private static string Words(string mode)
    {
        var name = mode.EndsWith("Lock", StringComparison.Ordinal) ? mode[..^4] : mode;
        return string.Concat(name.Select((unit, index) => index > 0 && char.IsAsciiLetterUpper(unit) ? $" {unit}" : $"{unit}")).ToUpperInvariant();
    }
}
