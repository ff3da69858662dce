using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// The product's tables in a database: <c>fm_target</c> (owner and claim), <c>fm_history</c> (scripts applied and taken back, append-only), <c>fm_receipts</c>
/// (proof of the writes of the last two runs) and <c>fm_removed</c> (unmanaged columns of deleted rows, see <see cref="RemovedRows"/>).
/// </summary>
internal static class SqliteBookkeeping
{
    private const int Format = 1;

    private static readonly string[] Tables =
    [
        """
        CREATE TABLE IF NOT EXISTS fm_target (
          id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, store TEXT NOT NULL, claim INTEGER NOT NULL, run TEXT NOT NULL)
        """,
        """
        CREATE TABLE IF NOT EXISTS fm_history (
          id INTEGER PRIMARY KEY, resource TEXT NOT NULL, script TEXT NOT NULL, version TEXT, kind TEXT NOT NULL, action TEXT NOT NULL,
          checksum TEXT, text TEXT, run TEXT NOT NULL, change_id TEXT NOT NULL, fence INTEGER NOT NULL, at TEXT NOT NULL)
        """,
        "CREATE INDEX IF NOT EXISTS fm_history_by_script ON fm_history (resource, script, id)",
        """
        CREATE TRIGGER IF NOT EXISTS fm_history_is_not_changed BEFORE UPDATE ON fm_history
        BEGIN SELECT RAISE(ABORT, 'fm_history is append-only'); END
        """,
        """
        CREATE TRIGGER IF NOT EXISTS fm_history_is_not_deleted BEFORE DELETE ON fm_history
        BEGIN SELECT RAISE(ABORT, 'fm_history is append-only'); END
        """,
        """
        CREATE TABLE IF NOT EXISTS fm_receipts (
          run TEXT NOT NULL, change_id TEXT NOT NULL, pre TEXT NOT NULL, post TEXT NOT NULL, status TEXT NOT NULL, found TEXT, fence INTEGER NOT NULL, at TEXT NOT NULL,
          PRIMARY KEY (run, change_id, pre, post)) WITHOUT ROWID
        """,
        """
        CREATE TABLE IF NOT EXISTS fm_removed (
          "table" TEXT NOT NULL, "key" TEXT NOT NULL, "column" TEXT NOT NULL, value, checksum TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL,
          PRIMARY KEY ("table", "key", "column")) WITHOUT ROWID
        """,
    ];

    /// <summary>Makes what is missing of the tables. Only inside a transaction.</summary>
    public static void Create(SqliteSession session)
    {
        foreach (var sql in Tables)
        {
            session.Execute(sql);
        }
    }

    /// <summary>Whether there is such a table.</summary>
    public static bool Has(SqliteSession session, string table) =>
        session.Query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $0", _ => true, table).Count > 0;

    /// <summary>Who owns the database; null before the first claim.</summary>
    /// <exception cref="TargetException">TGT008.</exception>
    public static TargetMarker? ReadMarker(SqliteSession session, TargetAddress address)
    {
        if (!Has(session, SqliteNames.Target))
        {
            return null;
        }

        var rows = session.Query(
            "SELECT format, store, claim, run FROM fm_target WHERE id = 1",
            row => (Format: row.GetInt32(0), Marker: new TargetMarker(row.GetString(1), row.GetInt64(2), row.GetString(3))));
        if (rows.Count == 0)
        {
            return null;
        }

        return rows[0].Format <= Format
            ? rows[0].Marker
            : throw new TargetException(TargetCodes.Newer.Finding(
                $"The tables fm_* have format {rows[0].Format}; this program knows {Format}.", target: address.ToString()));
    }

    public static void WriteMarker(SqliteSession session, Claim claim) => session.Execute(
        """
        INSERT INTO fm_target (id, format, store, claim, run) VALUES (1, $0, $1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET store = excluded.store, claim = excluded.claim, run = excluded.run
        """,
        Format,
        claim.Store,
        claim.Number,
        claim.Run);
}
