using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

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
                  SELECT DISTINCT ON (script) id, script, checksum, text, run, at, action FROM {books.Table("history")} WHERE resource = $1 ORDER BY script, id DESC) AS h
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

    /// <summary>Checksum of the text that stands applied; null when the script does not.</summary>
    public static async Task<Digest?> FindAsync(PostgresSession session, PostgresBookkeeping books, string resource, string script, CancellationToken cancellation) => (await session.QueryAsync(
        $"SELECT checksum FROM {books.Table("history")} WHERE resource = $1 AND script = $2 ORDER BY id DESC LIMIT 1",
        row => row.IsDBNull(0) ? (Digest?)null : Digest.Parse(row.GetString(0)),
        cancellation,
        resource,
        script)).FirstOrDefault();

    public static Task AppendAsync(
        PostgresSession session, PostgresBookkeeping books, string resource, ScriptWrite script, Claim claim, DateTimeOffset at, CancellationToken cancellation) => session.ExecuteAsync(
        $"""
        INSERT INTO {books.Table("history")} (resource, script, version, kind, action, checksum, text, run, change_id, fence, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        cancellation,
        resource,
        script.Key,
        script.Kind == ScriptKind.Repeatable ? null : SqlText.VersionOf(script.Key),
        script.Kind.ToString().ToLowerInvariant(),
        script.Post is null ? "undo" : "apply",
        script.Post?.Hex,
        script.Kind == ScriptKind.Repeatable && script.Post is not null ? script.Sql : null,
        claim.Run,
        script.ChangeId,
        claim.Number,
        at);
}
