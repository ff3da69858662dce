using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>What is known of one statement of a script that is not done.</summary>
/// <param name="Ordinal">Which one, from 1; 0 for what runs before the script.</param>
/// <param name="Target">The text that the script brings, as its checksum; empty when it takes back.</param>
/// <param name="Hash">SHA-256 of the statement.</param>
/// <param name="Statement">Its text; null when it is long.</param>
/// <param name="Done">Whether it stands; else it was begun and nobody knows.</param>
internal sealed record PostgresProgressRow(int Ordinal, string Target, Digest Hash, string? Statement, bool Done);

/// <summary>The table <c>progress</c>: which statements stand of scripts that run outside a transaction and are not done.</summary>
/// <param name="books">The bookkeeping.</param>
/// <param name="resource">The script's resource.</param>
/// <param name="script">The script.</param>
/// <param name="claim">Who writes.</param>
internal sealed class PostgresProgress(PostgresBookkeeping books, string resource, string script, Claim claim)
{
    private const int LongestText = 100_000;

    /// <summary>The rows of an action, in order.</summary>
    public async Task<IReadOnlyDictionary<int, PostgresProgressRow>> ReadAsync(PostgresSession session, string action, CancellationToken cancellation) => (await session.QueryAsync(
        $"SELECT ordinal, target, hash, statement, done FROM {books.Table("progress")} WHERE resource = $1 AND script = $2 AND action = $3 ORDER BY ordinal",
        row => new PostgresProgressRow(row.GetInt32(0), row.GetString(1), Digest.Parse(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4)),
        cancellation,
        resource,
        script,
        action)).ToDictionary(row => row.Ordinal);

    /// <summary>The statement that writes a row, and none when the claim does not stand in the database.</summary>
    public NpgsqlBatchCommand Write(string action, int ordinal, string target, Digest hash, string statement, bool done, DateTimeOffset at) => PostgresSession.Statement(
        $"""
        INSERT INTO {books.Table("progress")} (resource, script, action, ordinal, target, hash, statement, done, run, fence, at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM {books.Table("target")} WHERE id = 1 AND store = $12 AND claim = $10
        ON CONFLICT (resource, script, action, ordinal) DO UPDATE SET target = excluded.target, hash = excluded.hash, statement = excluded.statement, done = excluded.done,
          run = excluded.run, fence = excluded.fence, at = excluded.at
        """,
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
        claim.Store);

    /// <summary>The statement that forgets one row.</summary>
    public NpgsqlBatchCommand Forget(string action, int ordinal) => PostgresSession.Statement(
        $"DELETE FROM {books.Table("progress")} WHERE resource = $1 AND script = $2 AND action = $3 AND ordinal = $4", resource, script, action, ordinal);

    /// <summary>The statement that forgets the script.</summary>
    public NpgsqlBatchCommand Forget() => PostgresSession.Statement($"DELETE FROM {books.Table("progress")} WHERE resource = $1 AND script = $2", resource, script);
}
