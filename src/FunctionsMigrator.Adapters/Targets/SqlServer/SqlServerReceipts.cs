using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Receipts in the table <c>receipts</c>, written in the transaction of what they prove. An index holds no long text, so a hash stands for the change.</summary>
internal static class SqlServerReceipts
{
    /// <summary>The query for receipts of run <c>@p1</c> whose changes stand in the JSON array of hashes <c>@p2</c>.</summary>
    public static string FindSql(SqlServerBookkeeping books) =>
        $"""
        SELECT r.change_id, r.pre, r.post, r.status, r.found, r.fence, r.at
        FROM OPENJSON(@p2) WITH (hash char(64) '$') AS w
        JOIN {books.Table("receipts")} AS r ON r.run = @p1 AND r.change_hash = CONVERT(binary(32), w.hash, 2);
        """;

    /// <summary>The statement that adds receipts: <c>@p1</c> run, <c>@p2</c> a JSON array, <c>@p3</c> fence, <c>@p4</c> time.</summary>
    public static string AddSql(SqlServerBookkeeping books) =>
        $"""
        INSERT INTO {books.Table("receipts")} (run, change_hash, change_id, pre, post, status, found, fence, at)
        SELECT @p1, CONVERT(binary(32), w.hash, 2), w.change, w.pre, w.post, w.status, w.found, @p3, @p4
        FROM OPENJSON(@p2) WITH (hash char(64) '$.hash', change nvarchar(max) '$.change', pre char(64) '$.pre', post char(64) '$.post', status nvarchar(20) '$.status', found char(64) '$.found') AS w;
        """;

    /// <summary>The receipts of a run's changes, by change and what it was to do.</summary>
    public static async Task<IReadOnlyDictionary<(string ChangeId, Digest? Pre, Digest? Post), WriteResult>> FindAsync(
        SqlServerSession session, SqlServerBookkeeping books, string run, IEnumerable<(string ChangeId, Digest? Pre, Digest? Post)> changes, CancellationToken cancellation)
    {
        var hashes = JsonSerializer.Serialize(changes.Select(change => Hash(change.ChangeId, change.Pre, change.Post)));
        var rows = await session.QueryAsync(FindSql(books), Read, cancellation, run, hashes);
        return rows.ToDictionary(row => row.Key, row => row.Result);
    }

    public static async Task AddAsync(
        SqlServerSession session, SqlServerBookkeeping books, string run, IReadOnlyList<(Digest? Pre, Digest? Post, WriteResult Result)> receipts, CancellationToken cancellation)
    {
        if (receipts.Count > 0)
        {
            var rows = JsonSerializer.Serialize(receipts.Select(receipt => new
            {
                hash = Hash(receipt.Result.ChangeId, receipt.Pre, receipt.Post),
                change = receipt.Result.ChangeId,
                pre = receipt.Pre?.Hex ?? "",
                post = receipt.Post?.Hex ?? "",
                status = receipt.Result.Status.ToString(),
                found = receipt.Result.Found?.Hex,
            }));
            await session.ExecuteAsync(AddSql(books), cancellation, run, rows, receipts[0].Result.Fence, receipts[0].Result.At);
        }
    }

    private static string Hash(string changeId, Digest? pre, Digest? post) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{pre?.Hex}/{post?.Hex}/{changeId}")));

    private static ((string ChangeId, Digest? Pre, Digest? Post) Key, WriteResult Result) Read(SqlDataReader row) => (
        (row.GetString(0), Parse(row.GetString(1)), Parse(row.GetString(2))),
        new WriteResult(
            row.GetString(0), Enum.Parse<WriteStatus>(row.GetString(3)), row.IsDBNull(4) ? null : Digest.Parse(row.GetString(4)), row.GetInt64(5), row.GetDateTimeOffset(6)));

    // A char(64) without a checksum comes as blanks.
    private static Digest? Parse(string text) => string.IsNullOrWhiteSpace(text) ? null : Digest.Parse(text);
}
