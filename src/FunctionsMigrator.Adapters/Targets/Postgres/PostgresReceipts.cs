using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Receipts in the table <c>receipts</c>, written in the transaction of what they prove.</summary>
internal static class PostgresReceipts
{
    /// <summary>The receipts of a run's changes, by change and what it was to do.</summary>
    public static async Task<IReadOnlyDictionary<(string ChangeId, Digest? Pre, Digest? Post), WriteResult>> FindAsync(
        PostgresSession session, PostgresBookkeeping books, string run, IEnumerable<string> changeIds, CancellationToken cancellation)
    {
        var rows = await session.QueryAsync(Query(books), Read, cancellation, run, changeIds.ToArray());
        return rows.ToDictionary(row => row.Key, row => row.Result);
    }

    /// <summary>The statement that asks for the receipts of one change; see <see cref="Read"/>.</summary>
    public static NpgsqlBatchCommand Find(PostgresBookkeeping books, string run, string changeId) => PostgresSession.Statement(Query(books), run, new[] { changeId });

    /// <summary>The receipt in a row.</summary>
    public static ((string ChangeId, Digest? Pre, Digest? Post) Key, WriteResult Result) Read(NpgsqlDataReader row) => (
        (row.GetString(0), Parse(row.GetString(1)), Parse(row.GetString(2))),
        new WriteResult(
            row.GetString(0),
            Enum.Parse<WriteStatus>(row.GetString(3)),
            row.IsDBNull(4) ? null : Digest.Parse(row.GetString(4)),
            row.GetInt64(5),
            row.GetFieldValue<DateTimeOffset>(6)));

    /// <summary>The statement that adds one receipt.</summary>
    public static NpgsqlBatchCommand Add(PostgresBookkeeping books, string run, Digest? pre, Digest? post, WriteResult result) => PostgresSession.Statement(
        $"INSERT INTO {books.Table("receipts")} (run, change_id, pre, post, status, found, fence, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        run,
        result.ChangeId,
        Text(pre),
        Text(post),
        result.Status.ToString(),
        result.Found?.Hex,
        result.Fence,
        result.At);

    public static async Task AddAsync(
        PostgresSession session, PostgresBookkeeping books, string run, IReadOnlyList<(Digest? Pre, Digest? Post, WriteResult Result)> receipts, CancellationToken cancellation)
    {
        if (receipts.Count > 0)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO {books.Table("receipts")} (run, change_id, pre, post, status, found, fence, at)
                SELECT $1, r.change_id, r.pre, r.post, r.status, r.found, $7, $8
                FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS r (change_id, pre, post, status, found)
                """,
                cancellation,
                run,
                receipts.Select(receipt => receipt.Result.ChangeId).ToArray(),
                receipts.Select(receipt => Text(receipt.Pre)).ToArray(),
                receipts.Select(receipt => Text(receipt.Post)).ToArray(),
                receipts.Select(receipt => receipt.Result.Status.ToString()).ToArray(),
                receipts.Select(receipt => receipt.Result.Found?.Hex).ToArray(),
                receipts[0].Result.Fence,
                receipts[0].Result.At);
        }
    }

    private static string Query(PostgresBookkeeping books) =>
        $"SELECT change_id, pre, post, status, found, fence, at FROM {books.Table("receipts")} WHERE run = $1 AND change_id = ANY($2)";

    // No item is the empty text, so that the primary key finds it.
    private static string Text(Digest? digest) => digest?.Hex ?? "";

    private static Digest? Parse(string text) => text.Length == 0 ? null : Digest.Parse(text);
}
