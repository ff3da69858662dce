using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Which scripts stand applied, from <c>fm_history</c>: of every script its last row counts.</summary>
internal static class SqliteHistory
{
    /// <summary>The scripts of a resource that stand applied, in the order in which they were.</summary>
    public static IReadOnlyList<AppliedScript> Read(SqliteSession session, string resource) => SqliteBookkeeping.Has(session, SqliteNames.History)
        ? session.Query(
            """
            SELECT script, checksum, text, run, at, action FROM fm_history AS h
            WHERE resource = $0 AND checksum IS NOT NULL AND id = (SELECT max(id) FROM fm_history WHERE resource = h.resource AND script = h.script AND action <> 'failure')
            ORDER BY id
            """,
            row => new AppliedScript(
                row.GetString(0), Digest.Parse(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), SqliteTime.Parse(row.GetString(4)))
            {
                Action = row.GetString(5),
            },
            resource)
        : [];

    /// <summary>Checksum of the text that stands applied; null when the script does not.</summary>
    public static Digest? Find(SqliteSession session, string resource, string script)
    {
        var rows = session.Query(
            "SELECT checksum FROM fm_history WHERE resource = $0 AND script = $1 AND action <> 'failure' ORDER BY id DESC LIMIT 1",
            row => row.IsDBNull(0) ? (Digest?)null : Digest.Parse(row.GetString(0)),
            resource,
            script);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>All rows of a resource, oldest first.</summary>
    public static IReadOnlyList<HistoryRow> Rows(SqliteSession session, string resource) => SqliteBookkeeping.Has(session, SqliteNames.History)
        ? session.Query(
            "SELECT script, action, checksum, run, fence, at FROM fm_history WHERE resource = $0 ORDER BY id",
            row => new HistoryRow(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)), row.GetString(3), row.GetInt64(4), SqliteTime.Parse(row.GetString(5))),
            resource)
        : [];

    public static void Append(SqliteSession session, string resource, ScriptWrite script, Claim claim, DateTimeOffset at) => Append(
        session,
        resource,
        new HistoryEntry(
            script.Key,
            script.Kind,
            script.Post is null ? "undo" : AppliedScript.Ran,
            script.Post,
            script.Kind == ScriptKind.Repeatable && script.Post is not null ? script.Sql : null,
            script.ChangeId),
        claim,
        at);

    public static void Append(SqliteSession session, string resource, HistoryEntry entry, Claim claim, DateTimeOffset at) => session.Execute(
        """
        INSERT INTO fm_history (resource, script, version, kind, action, checksum, text, run, change_id, fence, at)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        resource,
        entry.Key,
        entry.Kind == ScriptKind.Repeatable ? null : SqlText.VersionOf(entry.Key),
        entry.Kind.ToString().ToLowerInvariant(),
        entry.Action,
        entry.Checksum?.Hex,
        entry.Sql,
        claim.Run,
        entry.ChangeId,
        claim.Number,
        SqliteTime.Text(at));
}
