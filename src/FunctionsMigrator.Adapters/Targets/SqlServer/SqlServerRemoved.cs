using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The table <c>removed</c>: of deleted rows the columns that nobody manages, which come back when exactly this row is written again.</summary>
internal static class SqlServerRemoved
{
    /// <summary>The statement that keeps rows of table <c>@p1</c> from the JSON array <c>@p2</c>, for run <c>@p3</c> at <c>@p4</c>.</summary>
    public static string AddSql(SqlServerBookkeeping books) =>
        $"""
        INSERT INTO {books.Table("removed")} (table_name, key_hash, row_key, checksum, columns, run, at)
        SELECT @p1, CONVERT(binary(32), w.hash, 2), w.row_key, w.checksum, w.columns, @p3, @p4
        FROM OPENJSON(@p2) WITH (hash char(64) '$.hash', row_key nvarchar(max) '$.row_key', checksum char(64) '$.checksum', columns nvarchar(max) '$.columns') AS w;
        """;

    /// <summary>The query for what is kept of table <c>@p1</c> by the JSON array of hashes of keys <c>@p2</c>, oldest first.</summary>
    public static string FindSql(SqlServerBookkeeping books) =>
        $"""
        SELECT r.row_key, r.checksum, r.columns FROM OPENJSON(@p2) WITH (hash char(64) '$') AS w
        JOIN {books.Table("removed")} AS r ON r.table_name = @p1 AND r.key_hash = CONVERT(binary(32), w.hash, 2) ORDER BY r.id;
        """;

    /// <summary>The statement that forgets them.</summary>
    public static string ForgetSql(SqlServerBookkeeping books) =>
        $"""
        DELETE r FROM {books.Table("removed")} AS r
        JOIN OPENJSON(@p2) WITH (hash char(64) '$') AS w ON r.table_name = @p1 AND r.key_hash = CONVERT(binary(32), w.hash, 2);
        """;

    public static Task AddAsync(
        SqlServerSession session,
        SqlServerBookkeeping books,
        string table,
        IEnumerable<(string Key, Digest Checksum, IReadOnlyDictionary<string, string?> Columns)> rows,
        Claim claim,
        DateTimeOffset at,
        CancellationToken cancellation) => session.ExecuteAsync(
        AddSql(books),
        cancellation,
        table,
        JsonSerializer.Serialize(rows.Select(row => new { hash = Hash(row.Key), row_key = row.Key, checksum = row.Checksum.Hex, columns = JsonSerializer.Serialize(row.Columns) })),
        claim.Run,
        at);

    public static async Task<IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>>> FindAsync(
        SqlServerSession session, SqlServerBookkeeping books, string table, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string), IReadOnlyDictionary<string, string?>>();
        if (keys.Count > 0)
        {
            foreach (var (key, checksum, columns) in await session.QueryAsync(
                FindSql(books), row => (row.GetString(0), row.GetString(1), row.GetString(2)), cancellation, table, JsonSerializer.Serialize(keys.Select(Hash))))
            {
                found[(key, checksum)] = JsonSerializer.Deserialize<Dictionary<string, string?>>(columns)!;
            }
        }

        return found;
    }

    public static Task ForgetAsync(SqlServerSession session, SqlServerBookkeeping books, string table, IEnumerable<string> keys, CancellationToken cancellation) =>
        session.ExecuteAsync(ForgetSql(books), cancellation, table, JsonSerializer.Serialize(keys.Select(Hash)));

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
