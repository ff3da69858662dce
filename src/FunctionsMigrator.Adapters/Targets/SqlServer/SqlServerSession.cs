using System.Data;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>How a transaction works.</summary>
/// <param name="ReadOnly">Whether it only reads, and sees one moment where the database keeps former versions of rows.</param>
/// <param name="LockTimeout">How long a statement waits for a lock.</param>
/// <param name="StatementTimeout">How long a batch runs.</param>
internal sealed record SqlServerWork(bool ReadOnly, TimeSpan LockTimeout, TimeSpan StatementTimeout);

/// <summary>
/// One transaction on one connection. Every error ends it as a whole (<c>XACT_ABORT</c>), and what is not committed is taken back when the session ends. Values are written in one form
/// whatever the server's defaults are.
/// </summary>
internal sealed class SqlServerSession : IAsyncDisposable
{
    private readonly SqlTransaction _transaction;
    private readonly bool _owned;

    private SqlServerSession(SqlConnection connection, SqlTransaction transaction, SqlServerWork work, bool owned)
    {
        (Connection, _transaction, _owned) = (connection, transaction, owned);
        Limit = work.StatementTimeout;
    }

    /// <summary>The connection, for what only it can do.</summary>
    public SqlConnection Connection { get; }

    /// <summary>The transaction, likewise.</summary>
    public SqlTransaction Transaction => _transaction;

    /// <summary>How long a statement runs.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Whether the transaction still is the one that was begun: a statement may have ended it.</summary>
    public bool IsOpen => _transaction.Connection is not null;

    /// <summary>Connects and begins.</summary>
    public static async Task<SqlServerSession> BeginAsync(SqlServerPlace place, SqlServerWork work, CancellationToken cancellation)
    {
        var connection = await place.OpenAsync(cancellation);
        try
        {
            await SetAsync(connection, work, cancellation);
            return await BeginAsync(connection, work, work.ReadOnly && place.Snapshots ? IsolationLevel.Snapshot : IsolationLevel.ReadCommitted, owned: true, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to write on a connection that stays open behind the transaction, with the settings that it has.</summary>
    public static Task<SqlServerSession> BeginOnAsync(SqlConnection connection, SqlServerWork work, CancellationToken cancellation) =>
        BeginAsync(connection, work, IsolationLevel.ReadCommitted, owned: false, cancellation);

    /// <summary>Sets how a connection works.</summary>
    public static Task<int> SetAsync(SqlConnection connection, SqlServerWork work, CancellationToken cancellation) => RunAsync(connection, null, Settings(work), work.StatementTimeout, cancellation);

    /// <summary>The statements that set how a connection works, whatever a script or the server's defaults made of it.</summary>
    public static string Settings(SqlServerWork work) =>
        $"""
        SET XACT_ABORT ON;
        SET IMPLICIT_TRANSACTIONS OFF;
        SET NOCOUNT OFF;
        SET ROWCOUNT 0;
        SET TEXTSIZE 2147483647;
        SET LANGUAGE us_english;
        SET DATEFORMAT ymd;
        SET DEADLOCK_PRIORITY NORMAL;
        SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
        SET NUMERIC_ROUNDABORT OFF;
        {LockLimit(work.LockTimeout)};
        """;

    /// <summary>The statement that sets how long statements wait for locks from now on.</summary>
    public static string LockLimit(TimeSpan timeout) => $"SET LOCK_TIMEOUT {SqlServerText.Milliseconds(timeout)}";

    /// <summary>How long statements wait for locks from now on.</summary>
    public Task SetLockTimeoutAsync(TimeSpan timeout, CancellationToken cancellation) => RunAsync(LockLimit(timeout), cancellation);

    /// <summary>Runs statements with values, which they call <c>@p1</c>, <c>@p2</c> and so on; answers how many rows they changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs one query; answers what <paramref name="read"/> makes of each row.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<SqlDataReader, T> read, CancellationToken cancellation, params object?[] values)
    {
        var rows = new List<T>();
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A command with its values bound.</summary>
    public SqlCommand Command(string sql, params IReadOnlyList<object?> values) => Bind(new SqlCommand(sql, Connection, _transaction) { CommandTimeout = SqlServerText.Seconds(Limit) }, values);

    /// <summary>Runs statements as they are, without values: what they set and make lasts as long as the connection.</summary>
    public Task<int> RunAsync(string sql, CancellationToken cancellation) => RunAsync(Connection, _transaction, sql, Limit, cancellation);

    public Task CommitAsync(CancellationToken cancellation) => _transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync();
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException)
        {
            // The server took it back already, or is gone and takes it back.
        }

        if (_owned)
        {
            await Connection.DisposeAsync();
        }
    }

    /// <summary>Binds values to a command.</summary>
    public static SqlCommand Bind(SqlCommand command, IReadOnlyList<object?> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            command.Parameters.Add(Parameter($"@p{i + 1}", values[i]));
        }

        return command;
    }

    /// <summary>Runs statements as they are.</summary>
    public static async Task<int> RunAsync(SqlConnection connection, SqlTransaction? transaction, string sql, TimeSpan limit, CancellationToken cancellation)
    {
        await using var command = new SqlCommand(sql, connection, transaction) { CommandTimeout = SqlServerText.Seconds(limit) };
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<SqlServerSession> BeginAsync(SqlConnection connection, SqlServerWork work, IsolationLevel isolation, bool owned, CancellationToken cancellation) =>
        new(connection, (SqlTransaction)await connection.BeginTransactionAsync(isolation, cancellation), work, owned);

    private static SqlParameter Parameter(string name, object? value) => value switch
    {
        null => new SqlParameter(name, SqlDbType.NVarChar, 4000) { Value = DBNull.Value },
        string text => new SqlParameter(name, SqlDbType.NVarChar, text.Length <= 4000 ? 4000 : -1) { Value = text },
        byte[] bytes => new SqlParameter(name, SqlDbType.VarBinary, bytes.Length <= 8000 ? 8000 : -1) { Value = bytes },
        int number => new SqlParameter(name, SqlDbType.Int) { Value = number },
        long number => new SqlParameter(name, SqlDbType.BigInt) { Value = number },
        bool flag => new SqlParameter(name, SqlDbType.Bit) { Value = flag },
        DateTimeOffset time => new SqlParameter(name, SqlDbType.DateTimeOffset) { Scale = 7, Value = time },
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} is no parameter.", nameof(value)),
    };
}
