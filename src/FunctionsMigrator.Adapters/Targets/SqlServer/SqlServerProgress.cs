using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What is known of one batch of a script that is not done.</summary>
/// <param name="Ordinal">Which one, from 1, each repetition counted; 0 for what runs before the script.</param>
/// <param name="Target">The text that the script brings, as its checksum; empty when it takes back.</param>
/// <param name="Hash">SHA-256 of the batch.</param>
/// <param name="Statement">Its text; null when it is long.</param>
/// <param name="Done">Whether it stands; else it was begun and nobody knows.</param>
internal sealed record SqlServerProgressRow(int Ordinal, string Target, Digest Hash, string? Statement, bool Done);

/// <summary>The table <c>progress</c>: which batches stand of scripts that run outside a transaction and are not done.</summary>
/// <param name="books">The bookkeeping.</param>
/// <param name="resource">The script's resource.</param>
/// <param name="script">The script.</param>
/// <param name="claim">Who writes.</param>
internal sealed class SqlServerProgress(SqlServerBookkeeping books, string resource, string script, Claim claim)
{
    private const int LongestText = 100_000;

    /// <summary>The query whether script <c>@p2</c> of resource <c>@p1</c> is not done.</summary>
    public static string AnySql(SqlServerBookkeeping books) => $"SELECT TOP (1) 1 FROM {books.Table("progress")} WHERE resource = @p1 AND script = @p2;";

    /// <summary>The query for the rows of action <c>@p3</c>.</summary>
    public static string ReadSql(SqlServerBookkeeping books) =>
        $"SELECT ordinal, target, hash, statement, done FROM {books.Table("progress")} WHERE resource = @p1 AND script = @p2 AND action = @p3 ORDER BY ordinal;";

    /// <summary>The statements that write a row, and none when the claim does not stand in the database.</summary>
    public static string WriteSql(SqlServerBookkeeping books) =>
        $"""
        DELETE FROM {books.Table("progress")} WHERE resource = @p1 AND script = @p2 AND action = @p3 AND ordinal = @p4;
        INSERT INTO {books.Table("progress")} (resource, script, action, ordinal, target, hash, statement, done, run, fence, at)
        SELECT @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11 FROM {books.Table("target")} WHERE id = 1 AND store = @p12 AND claim = @p10;
        SELECT @@ROWCOUNT;
        """;

    /// <summary>The statement that forgets one row.</summary>
    public static string ForgetOneSql(SqlServerBookkeeping books) => $"DELETE FROM {books.Table("progress")} WHERE resource = @p1 AND script = @p2 AND action = @p3 AND ordinal = @p4;";

    /// <summary>The statement that forgets the script.</summary>
    public static string ForgetSql(SqlServerBookkeeping books) => $"DELETE FROM {books.Table("progress")} WHERE resource = @p1 AND script = @p2;";

    public async Task<bool> AnyAsync(SqlServerSession session, CancellationToken cancellation) => (await session.QueryAsync(AnySql(books), _ => true, cancellation, resource, script)).Count > 0;

    /// <summary>The rows of an action, in order.</summary>
    public async Task<IReadOnlyDictionary<int, SqlServerProgressRow>> ReadAsync(SqlServerSession session, string action, CancellationToken cancellation) => (await session.QueryAsync(
        ReadSql(books),
        row => new SqlServerProgressRow(row.GetInt32(0), row.GetString(1).TrimEnd(), Digest.Parse(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4)),
        cancellation,
        resource,
        script,
        action)).ToDictionary(row => row.Ordinal);

    /// <summary>Writes a row; false when the claim does not stand in the database.</summary>
    public async Task<bool> WriteAsync(SqlServerSession session, string action, int ordinal, string target, Digest hash, string statement, bool done, DateTimeOffset at, CancellationToken cancellation) =>
        (await session.QueryAsync(
            WriteSql(books),
            row => row.GetInt32(0),
            cancellation,
            resource,
            script,
            action,
            ordinal,
            target,
            hash.Hex,
            statement.Length <= LongestText ? statement : null,
            done,
            claim.Run,
            claim.Number,
            at,
            claim.Store)) is [1];

    public Task<int> ForgetAsync(SqlServerSession session, string action, int ordinal, CancellationToken cancellation) =>
        session.ExecuteAsync(ForgetOneSql(books), cancellation, resource, script, action, ordinal);

    public Task<int> ForgetAsync(SqlServerSession session, CancellationToken cancellation) => session.ExecuteAsync(ForgetSql(books), cancellation, resource, script);
}
