using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>What stands of an index.</summary>
internal enum PostgresIndexState
{
    Absent,
    Invalid,
    Valid,
}

/// <summary>What statements that run in no transaction leave behind when they do not come to their end.</summary>
internal static class PostgresIndexes
{
    /// <summary>The state of the index that <c>CREATE INDEX CONCURRENTLY</c> makes, and its quoted name with its schema.</summary>
    public static async Task<(PostgresIndexState State, string Name)> FindAsync(PostgresLine line, LoneStatement create, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        var found = await session.QueryAsync(
            """
            SELECT i.indisvalid, format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class AS t
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = t.relnamespace AND c.relname = (pg_catalog.parse_ident($1))[1]
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
            WHERE t.oid = pg_catalog.to_regclass($2)
            """,
            row => (row.GetBoolean(0) ? PostgresIndexState.Valid : PostgresIndexState.Invalid, row.GetString(1)),
            cancellation,
            create.Name,
            create.Table);
        return found.Count > 0 ? found[0] : (PostgresIndexState.Absent, create.Name ?? "");
    }

    /// <summary>The copies that a <c>REINDEX CONCURRENTLY</c> of the statement's index or table left behind.</summary>
    public static async Task<IReadOnlyList<string>> LeftoversAsync(PostgresLine line, LoneStatement reindex, CancellationToken cancellation)
    {
        await using var session = await line.BeginAsync(cancellation);
        return await session.QueryAsync(
            """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid IN (
              pg_catalog.to_regclass($1), (SELECT o.indrelid FROM pg_catalog.pg_index AS o WHERE o.indexrelid = pg_catalog.to_regclass($2)))
            """,
            row => row.GetString(0),
            cancellation,
            reindex.Table,
            reindex.Name);
    }

    /// <summary>Whether there is a table, index or view of the name as it is written.</summary>
    public static async Task<bool> ExistsAsync(PostgresLine line, string name, CancellationToken cancellation) =>
        await line.SendAsync(PostgresSession.Statement("SELECT pg_catalog.to_regclass($1) IS NOT NULL", name), cancellation) is true;

    /// <summary>How a partition hangs on its table: null not at all, else whether it is half detached.</summary>
    public static async Task<bool?> DetachPendingAsync(PostgresLine line, string partition, CancellationToken cancellation) =>
        await line.SendAsync(PostgresSession.Statement("SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = pg_catalog.to_regclass($1)", partition), cancellation) as bool?;

    /// <summary>Drops an index without keeping anybody from its table.</summary>
    public static Task DropAsync(PostgresLine line, string name, CancellationToken cancellation) =>
        line.SendAsync(PostgresSession.Statement($"DROP INDEX CONCURRENTLY IF EXISTS {name}"), cancellation);
}
