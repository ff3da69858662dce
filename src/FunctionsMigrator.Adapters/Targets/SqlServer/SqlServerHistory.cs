using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Which scripts stand applied, from the table <c>history</c>: of every script its last row counts.</summary>
internal static class SqlServerHistory
{
    /// <summary>The query for the scripts of resource <c>@p1</c> that stand applied, in the order in which they were.</summary>
    public static string AppliedSql(SqlServerBookkeeping books) =>
        $"""
        SELECT h.script, h.checksum, h.text, h.run, h.at, h.action FROM (
            SELECT id, script, checksum, text, run, at, action, ROW_NUMBER() OVER (PARTITION BY script ORDER BY id DESC) AS place
            FROM {books.Table("history")} WHERE resource = @p1 AND action <> N'failure') AS h
        WHERE h.place = 1 AND h.checksum IS NOT NULL ORDER BY h.id;
        """;

    /// <summary>The query for the checksum of script <c>@p2</c> of resource <c>@p1</c> that stands applied; no row when it never ran.</summary>
    public static string FindSql(SqlServerBookkeeping books) =>
        $"SELECT TOP (1) checksum FROM {books.Table("history")} WHERE resource = @p1 AND script = @p2 AND action <> N'failure' ORDER BY id DESC;";

    /// <summary>The query for all rows of resource <c>@p1</c>, oldest first.</summary>
    public static string RowsSql(SqlServerBookkeeping books) => $"SELECT script, action, checksum, run, fence, at FROM {books.Table("history")} WHERE resource = @p1 ORDER BY id;";

    /// <summary>The statement that appends a row, and none when the claim does not stand in the database.</summary>
    public static string AppendSql(SqlServerBookkeeping books) =>
        $"""
        INSERT INTO {books.Table("history")} (resource, script, version, kind, action, checksum, text, run, change_id, fence, at)
        SELECT @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11 FROM {books.Table("target")} WHERE id = 1 AND store = @p12 AND claim = @p10;
        """;

    public static async Task<IReadOnlyList<AppliedScript>> ReadAsync(SqlServerSession session, SqlServerBookkeeping books, string resource, CancellationToken cancellation) =>
        await books.HasAsync(session, "history", cancellation)
            ? await session.QueryAsync(
                AppliedSql(books),
                row => new AppliedScript(row.GetString(0), Digest.Parse(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetDateTimeOffset(4)) { Action = row.GetString(5) },
                cancellation,
                resource)
            : [];

    public static async Task<IReadOnlyList<HistoryRow>> RowsAsync(SqlServerSession session, SqlServerBookkeeping books, string resource, CancellationToken cancellation) =>
        await books.HasAsync(session, "history", cancellation)
            ? await session.QueryAsync(
                RowsSql(books),
                row => new HistoryRow(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)), row.GetString(3), row.GetInt64(4), row.GetDateTimeOffset(5)),
                cancellation,
                resource)
            : [];

    /// <summary>Checksum of the text that stands applied.</summary>
    public static async Task<Digest?> FindAsync(SqlServerSession session, SqlServerBookkeeping books, string resource, string script, CancellationToken cancellation) =>
        (await session.QueryAsync(FindSql(books), row => row.IsDBNull(0) ? (Digest?)null : Digest.Parse(row.GetString(0)), cancellation, resource, script)).FirstOrDefault();

    /// <summary>Appends the row of a script that ran; false when the claim does not stand in the database.</summary>
    public static Task<bool> AppendAsync(SqlServerSession session, SqlServerBookkeeping books, string resource, ScriptWrite script, Claim claim, DateTimeOffset at, CancellationToken cancellation) => AppendAsync(
        session,
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
        at,
        cancellation);

    public static async Task<bool> AppendAsync(
        SqlServerSession session, SqlServerBookkeeping books, string resource, HistoryEntry entry, Claim claim, DateTimeOffset at, CancellationToken cancellation) => await session.ExecuteAsync(
        AppendSql(books),
        cancellation,
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
        at,
        claim.Store) == 1;
}
