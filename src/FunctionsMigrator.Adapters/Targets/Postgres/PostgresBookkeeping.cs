using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// The product's tables in a schema of their own: <c>target</c> (owner and claim), <c>history</c> (scripts applied and taken back, append-only), <c>receipts</c> (proof of
/// the writes of the last two runs), <c>removed</c> (unmanaged columns of deleted rows, as texts that the columns' types read back) and <c>progress</c> (statements that stand of
/// scripts that run outside a transaction and are not done).
/// </summary>
internal sealed class PostgresBookkeeping(string schema, TargetAddress address)
{
    private const int Format = 1;
    private const int Tables = 5;

    // Any two numbers that nobody else is likely to lock; the second one is made of the schema's name.
    private const int LockSpace = 0x666D;

    /// <summary>How long the columns of a deleted row are kept.</summary>
    public static readonly TimeSpan RemovedKept = TimeSpan.FromDays(30);

    private readonly string _schema = SqlText.Quote(schema);

    /// <summary>The schema's name.</summary>
    public string Schema => schema;

    /// <summary>A table's quoted name.</summary>
    public string Table(string name) => $"{_schema}.{SqlText.Quote(name)}";

    // Nobody waits for these locks inside a transaction: CREATE INDEX CONCURRENTLY, run by who holds one, waits for every transaction that is older than itself.

    /// <summary>
    /// Keeps every other script on this database out, also those of other bookkeepings; answers one row, false where somebody else does. To the end of the transaction, or of the
    /// connection.
    /// </summary>
    public static NpgsqlBatchCommand TryLockScripts(bool session = false) => PostgresSession.Statement($"SELECT pg_try_advisory{(session ? "" : "_xact")}_lock($1, 0)", LockSpace);

    /// <summary>Keeps every other claim out, as <see cref="TryLockScripts"/>, also while there is no row to hold yet.</summary>
    public NpgsqlBatchCommand TryLock(bool session = false) =>
        PostgresSession.Statement($"SELECT pg_try_advisory{(session ? "" : "_xact")}_lock($1, hashtext($2))", LockSpace, schema);

    /// <summary>The sessions that hold one of the locks.</summary>
    public Task<List<int>> HoldersAsync(PostgresSession session, CancellationToken cancellation) => session.QueryAsync(
        """
        SELECT DISTINCT pid FROM pg_catalog.pg_locks
        WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND classid = $1::int::oid
          AND objsubid = 2 AND (objid = 0 OR objid = ((hashtext($2)::bigint + 4294967296) % 4294967296)::oid) AND pid <> pg_backend_pid()
        """,
        row => row.GetInt32(0),
        cancellation,
        LockSpace,
        schema);

    /// <summary>The statement that reads the marker and keeps others from writing it; see <see cref="MarkerOf"/>.</summary>
    public NpgsqlBatchCommand ReadMarker() => PostgresSession.Statement($"SELECT format, store, claim, run FROM {Table("target")} WHERE id = 1 FOR UPDATE");

    /// <summary>The marker in a row of <see cref="ReadMarker"/>.</summary>
    /// <exception cref="TargetException">TGT008.</exception>
    public TargetMarker MarkerOf(NpgsqlDataReader row) => row.GetInt32(0) <= Format
        ? new TargetMarker(row.GetString(1), row.GetInt64(2), row.GetString(3))
        : throw new TargetException(TargetCodes.Newer.Finding(
            $"The tables of schema {schema} have format {row.GetInt32(0).ToString(CultureInfo.InvariantCulture)}; this program knows {Format}.", target: address.ToString()));

    /// <summary>Whether there is such a table, and it may be read.</summary>
    public async Task<bool> HasAsync(PostgresSession session, string table, CancellationToken cancellation) => (await session.QueryAsync(
        "SELECT true FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
        _ => true,
        cancellation,
        schema,
        table)).Count > 0;

    /// <summary>Makes what is missing. A role that may not make schemas works where somebody else ran it once.</summary>
    public async Task CreateAsync(PostgresSession session, CancellationToken cancellation)
    {
        var found = await session.QueryAsync(
            """
            SELECT count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname IN ('target', 'history', 'receipts', 'removed', 'progress')
            """,
            row => row.GetInt64(0),
            cancellation,
            schema);
        if (found[0] == Tables)
        {
            return;
        }

        await using var batch = session.Batch();
        foreach (var sql in Statements())
        {
            batch.BatchCommands.Add(PostgresSession.Statement(sql));
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Who owns the database; null before the first claim.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="hold">Whether nobody else may claim or write until the transaction ends.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TargetException">TGT008.</exception>
    public async Task<TargetMarker?> ReadMarkerAsync(PostgresSession session, bool hold, CancellationToken cancellation)
    {
        if (!await HasAsync(session, "target", cancellation))
        {
            return null;
        }

        var rows = await session.QueryAsync($"SELECT format, store, claim, run FROM {Table("target")} WHERE id = 1{(hold ? " FOR UPDATE" : "")}", MarkerOf, cancellation);
        return rows.FirstOrDefault();
    }

    public Task WriteMarkerAsync(PostgresSession session, Claim claim, CancellationToken cancellation) => session.ExecuteAsync(
        $"""
        INSERT INTO {Table("target")} (id, format, store, claim, run) VALUES (1, $1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET store = excluded.store, claim = excluded.claim, run = excluded.run
        """,
        cancellation,
        Format,
        claim.Store,
        claim.Number,
        claim.Run);

    /// <summary>Drops receipts of all runs but these two, and what is kept of rows that were deleted long ago: nobody asks for them again.</summary>
    public async Task ExpireAsync(PostgresSession session, string run, string before, DateTimeOffset now, CancellationToken cancellation)
    {
        await session.ExecuteAsync($"DELETE FROM {Table("receipts")} WHERE run NOT IN ($1, $2)", cancellation, run, before);
        await session.ExecuteAsync($"DELETE FROM {Table("removed")} WHERE at < $1", cancellation, now - RemovedKept);
    }

    private IEnumerable<string> Statements() =>
    [
        $"CREATE SCHEMA IF NOT EXISTS {_schema}",
        $"""
        CREATE TABLE IF NOT EXISTS {Table("target")} (
          id integer PRIMARY KEY CHECK (id = 1), format integer NOT NULL, store text NOT NULL, claim bigint NOT NULL, run text NOT NULL)
        """,
        $"""
        CREATE TABLE IF NOT EXISTS {Table("history")} (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, resource text NOT NULL, script text NOT NULL, version text, kind text NOT NULL, action text NOT NULL,
          checksum text, text text, run text NOT NULL, change_id text NOT NULL, fence bigint NOT NULL, at timestamptz NOT NULL)
        """,
        $"CREATE INDEX IF NOT EXISTS history_by_script ON {Table("history")} (resource, script, id)",
        $"""
        CREATE OR REPLACE FUNCTION {_schema}.history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the history of scripts is append-only'; END $$
        """,
        $"CREATE OR REPLACE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {Table("history")} EXECUTE FUNCTION {_schema}.history_is_append_only()",
        $"""
        CREATE TABLE IF NOT EXISTS {Table("receipts")} (
          run text NOT NULL, change_id text NOT NULL, pre text NOT NULL, post text NOT NULL, status text NOT NULL, found text, fence bigint NOT NULL, at timestamptz NOT NULL,
          PRIMARY KEY (run, change_id, pre, post))
        """,
        $"""
        CREATE TABLE IF NOT EXISTS {Table("removed")} (
          "table" text NOT NULL, key text NOT NULL, checksum text NOT NULL, columns jsonb NOT NULL, run text NOT NULL, at timestamptz NOT NULL)
        """,
        $"""
        CREATE TABLE IF NOT EXISTS {Table("progress")} (
          resource text NOT NULL, script text NOT NULL, action text NOT NULL, ordinal integer NOT NULL, target text NOT NULL, hash text NOT NULL, statement text, done boolean NOT NULL,
          run text NOT NULL, fence bigint NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (resource, script, action, ordinal))
        """,
        $"CREATE INDEX IF NOT EXISTS removed_by_key ON {Table("removed")} (\"table\", md5(key))",
    ];
}
