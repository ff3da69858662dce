using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Which scripts stand applied, from the table <c>history</c>: of every script its last row counts.</summary>
internal static class PostgresHistory
{
    /// <summary>The scripts of a resource that stand applied, in the order in which they were.</summary>
    public static async Task<IReadOnlyList<AppliedScript>> ReadAsync(PostgresSession session, PostgresBookkeeping books, string resource, CancellationToken cancellation) =>
        await books.HasAsync(session, "history", cancellation)
            ? await session.QueryAsync(
                $"""
                SELECT script, checksum, text, run, at, action FROM (
                  SELECT DISTINCT ON (script) id, script, checksum, text, run, at, action FROM {books.Table("history")} WHERE resource = $1 AND action <> 'failure' ORDER BY script, id DESC) AS h
                WHERE checksum IS NOT NULL ORDER BY id
                """,
                row => new AppliedScript(
                    row.GetString(0), Digest.Parse(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4))
                {
                    Action = row.GetString(5),
                },
                cancellation,
                resource)
            : [];

    /// <summary>The statement that asks for the checksum of the text that stands applied; no row when the script does not.</summary>
    public static NpgsqlBatchCommand Find(PostgresBookkeeping books, string resource, string script) => PostgresSession.Statement(
        $"SELECT checksum FROM {books.Table("history")} WHERE resource = $1 AND script = $2 AND action <> 'failure' ORDER BY id DESC LIMIT 1", resource, script);

    /// <summary>All rows of a resource, oldest first.</summary>
    public static async Task<IReadOnlyList<HistoryRow>> RowsAsync(PostgresSession session, PostgresBookkeeping books, string resource, CancellationToken cancellation) =>
        await books.HasAsync(session, "history", cancellation)
            ? await session.QueryAsync(
                $"SELECT script, action, checksum, run, fence, at FROM {books.Table("history")} WHERE resource = $1 ORDER BY id",
                row => new HistoryRow(
                    row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)), row.GetString(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5)),
                cancellation,
                resource)
            : [];

    /// <summary>The statement that appends the row of a script, and none when the claim does not stand in the database.</summary>
    public static NpgsqlBatchCommand Append(PostgresBookkeeping books, string resource, ScriptWrite script, Claim claim, DateTimeOffset at) => Append(
        books,
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

    public static async Task AppendAsync(
        PostgresSession session, PostgresBookkeeping books, string resource, HistoryEntry entry, Claim claim, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(Append(books, resource, entry, claim, at));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Appends the rows of versioned scripts that ran, in their order; answers how many: none when the claim does not stand in the database.</summary>
    public static Task<int> AppendAsync(
        PostgresSession session, PostgresBookkeeping books, string resource, IReadOnlyList<ScriptWrite> scripts, Claim claim, DateTimeOffset at, CancellationToken cancellation) => session.ExecuteAsync(
        $"""
        INSERT INTO {books.Table("history")} (resource, script, version, kind, action, checksum, run, change_id, fence, at)
        SELECT $1, s.script, s.version, $2, $3, s.checksum, $4, s.change_id, $5, $6
        FROM {books.Table("target")} AS t, unnest($7::text[], $8::text[], $9::text[], $10::text[]) WITH ORDINALITY AS s (script, version, checksum, change_id, place)
        WHERE t.id = 1 AND t.store = $11 AND t.claim = $5 ORDER BY s.place
        """,
        cancellation,
        resource,
        Kind(ScriptKind.Versioned),
        AppliedScript.Ran,
        claim.Run,
        claim.Number,
        at,
        scripts.Select(script => script.Key).ToArray(),
        scripts.Select(script => SqlText.VersionOf(script.Key)).ToArray(),
        scripts.Select(script => script.Post?.Hex).ToArray(),
        scripts.Select(script => script.ChangeId).ToArray(),
        claim.Store);

    private static string Kind(ScriptKind kind) => kind.ToString().ToLowerInvariant();

    private static NpgsqlBatchCommand Append(PostgresBookkeeping books, string resource, HistoryEntry entry, Claim claim, DateTimeOffset at) => PostgresSession.Statement(
        $"""
        INSERT INTO {books.Table("history")} (resource, script, version, kind, action, checksum, text, run, change_id, fence, at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM {books.Table("target")} WHERE id = 1 AND store = $12 AND claim = $10
        """,
        resource,
        entry.Key,
        entry.Kind == ScriptKind.Repeatable ? null : SqlText.VersionOf(entry.Key),
        Kind(entry.Kind),
        entry.Action,
        entry.Checksum?.Hex,
        entry.Sql,
        claim.Run,
        entry.ChangeId,
        claim.Number,
        at,
        claim.Store);
}
