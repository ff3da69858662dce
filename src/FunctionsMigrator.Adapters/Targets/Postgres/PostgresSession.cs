using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>A value that the server reads as whatever the place where it stands wants, by the type's own text form.</summary>
internal readonly record struct Untyped(string? Text);

/// <summary>How a transaction works.</summary>
/// <param name="SearchPath">Schemas in which names without one are looked for, quoted.</param>
/// <param name="ReadOnly">Whether it sees one moment and refuses writes.</param>
/// <param name="LockTimeout">How long a statement waits for a lock.</param>
/// <param name="StatementTimeout">How long a statement runs.</param>
internal sealed record PostgresWork(string SearchPath, bool ReadOnly, TimeSpan LockTimeout, TimeSpan StatementTimeout);

/// <summary>
/// One transaction on one connection. Values are written in one form whatever the server's defaults are: ISO dates, UTC, exact floats. What is not committed is taken
/// back when the session ends.
/// </summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    // A client that stands still inside a transaction holds its locks no longer than this.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    private const string Settings =
        """
        SELECT set_config('search_path', $1, $5), set_config('lock_timeout', $2, $5), set_config('statement_timeout', $3, $5),
          set_config('idle_in_transaction_session_timeout', $4, $5), set_config('DateStyle', 'ISO, YMD', $5), set_config('IntervalStyle', 'postgres', $5),
          set_config('TimeZone', 'UTC', $5), set_config('extra_float_digits', '1', $5), set_config('standard_conforming_strings', 'on', $5),
          set_config('bytea_output', 'hex', $5), set_config('client_min_messages', 'warning', $5), set_config('row_security', 'off', $5)
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly bool _owned;

    private PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction, bool owned) => (_connection, _transaction, _owned) = (connection, transaction, owned);

    /// <summary>Begins to write on a connection of a script, which tells details of errors. Its settings are the first statement that the caller sends: <see cref="SettingsOf"/>.</summary>
    public static async Task<PostgresSession> BeginScriptAsync(PostgresPlace place, CancellationToken cancellation)
    {
        var connection = await place.Scripts.OpenConnectionAsync(cancellation);
        try
        {
            return new PostgresSession(connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellation), owned: true);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to write on a connection that stays open behind the transaction, with the settings that it has.</summary>
    public static async Task<PostgresSession> BeginOnAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        new(connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellation), owned: false);

    /// <summary>The statement that sets how the connection works; it answers one row.</summary>
    /// <param name="work">How.</param>
    /// <param name="local">Whether only to the end of the transaction.</param>
    public static NpgsqlBatchCommand SettingsOf(PostgresWork work, bool local) =>
        Statement(Settings, work.SearchPath, Milliseconds(work.LockTimeout), Milliseconds(work.StatementTimeout), Milliseconds(Idle), local);

    /// <summary>Connects and begins.</summary>
    public static async Task<PostgresSession> BeginAsync(PostgresPlace place, PostgresWork work, CancellationToken cancellation)
    {
        var connection = await place.Source.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(
                work.ReadOnly ? System.Data.IsolationLevel.RepeatableRead : System.Data.IsolationLevel.ReadCommitted, cancellation);
            var session = new PostgresSession(connection, transaction, owned: true);
            if (work.ReadOnly)
            {
                await session.ExecuteAsync("SET TRANSACTION READ ONLY", cancellation);
            }

            await using var batch = session.Batch();
            batch.BatchCommands.Add(SettingsOf(work, local: true));
            await batch.ExecuteNonQueryAsync(cancellation);
            return session;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection, for what only it can do.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Runs one statement; answers how many rows it changed. Values are <c>$1</c>, <c>$2</c> and so on.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs one query; answers what <paramref name="read"/> makes of each row.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values)
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

    /// <summary>A command with its values bound. The text is sent as it is: one statement.</summary>
    public NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    /// <summary>Several statements that are sent together.</summary>
    public NpgsqlBatch Batch() => new(_connection, _transaction);

    /// <summary>One statement of a batch. Exactly one: the server refuses a text with two.</summary>
    public static NpgsqlBatchCommand Statement(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    /// <summary>Runs one statement as it is, without values; answers how many rows it changed, -1 when it is none that changes rows.</summary>
    public async Task<int> RunAsync(string sql, CancellationToken cancellation)
    {
        await using var batch = Batch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        return await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Sets a setting for the rest of the transaction.</summary>
    public Task SetAsync(string name, string value, CancellationToken cancellation) =>
        QueryAsync("SELECT set_config($1, $2, true)", _ => true, cancellation, name, value);

    /// <summary>The statement that sets how long statements wait for locks and run, from now to the end of the transaction.</summary>
    public static NpgsqlBatchCommand Limits(PostgresWork work) => Statement(
        "SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)", Milliseconds(work.LockTimeout), Milliseconds(work.StatementTimeout));

    /// <summary>How long statements wait for locks from now on.</summary>
    public Task SetLockTimeoutAsync(TimeSpan timeout, CancellationToken cancellation) => SetAsync("lock_timeout", Milliseconds(timeout), cancellation);

    /// <summary>Does what may fail without ending the transaction; answers false when the server refused it for a reason that <paramref name="expected"/> knows.</summary>
    public async Task<bool> TryAsync(Func<Task> work, Func<PostgresException, bool> expected, CancellationToken cancellation)
    {
        await _transaction.SaveAsync("fm_try", cancellation);
        try
        {
            await work();
            await _transaction.ReleaseAsync("fm_try", cancellation);
            return true;
        }
        catch (PostgresException exception) when (expected(exception))
        {
            await _transaction.RollbackAsync("fm_try", cancellation);
            return false;
        }
    }

    public Task CommitAsync(CancellationToken cancellation) => _transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        if (_owned)
        {
            await _connection.DisposeAsync();
        }
    }

    // Zero would mean for ever.
    internal static string Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        Untyped { Text: var text } => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)text ?? DBNull.Value },
        null => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value },
        string text => new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = text },
        string?[] texts => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts },
        uint oid => new NpgsqlParameter<uint> { NpgsqlDbType = NpgsqlDbType.Oid, TypedValue = oid },
        DateTimeOffset time => new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = time.UtcDateTime },
        _ => new NpgsqlParameter { Value = value },
    };
}
