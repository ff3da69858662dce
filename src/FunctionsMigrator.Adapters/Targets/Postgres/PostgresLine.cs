using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// A connection on which statements run outside transactions. It holds, for as long as it lives, the locks that claims and scripts need: nobody claims the target while a statement
/// of its may still run, also when the process that sent it is gone, and a process that was paused finds its connection, and with it the right to write, gone.
/// </summary>
internal sealed class PostgresLine : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private PostgresLine(NpgsqlConnection connection) => _connection = connection;

    /// <summary>The connection.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Connects and waits for its turn.</summary>
    /// <exception cref="TargetException">TGT005: others were at work longer than the patience.</exception>
    public static async Task<PostgresLine> OpenAsync(PostgresPlace place, PostgresBookkeeping books, PostgresWork work, TimeSpan patience, TargetAddress address, CancellationToken cancellation)
    {
        var line = new PostgresLine(await place.Scripts.OpenConnectionAsync(cancellation));
        try
        {
            await line.SendAsync(PostgresSession.SettingsOf(work, local: false), cancellation);
            await line.SetWhereKnownAsync("client_connection_check_interval", "1s", cancellation);
            await line.SetWhereKnownAsync("tcp_keepalives_idle", "30", cancellation);
            await line.SetWhereKnownAsync("tcp_keepalives_interval", "10", cancellation);
            await line.SetWhereKnownAsync("tcp_keepalives_count", "3", cancellation);
            var turn = new PostgresTurn(place, books, patience, address);
            while (!await line.TryLockAsync(books, cancellation))
            {
                await turn.WaitAsync(cancellation);
            }

            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction on it.</summary>
    public Task<PostgresSession> BeginAsync(CancellationToken cancellation) => PostgresSession.BeginOnAsync(_connection, cancellation);

    /// <summary>Runs one statement outside any transaction; answers its first value.</summary>
    public async Task<object?> SendAsync(NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(command);
        return await batch.ExecuteScalarAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The pool would give the locks back only to the next who uses the connection.
            if (_connection.FullState == System.Data.ConnectionState.Open)
            {
                await SendAsync(PostgresSession.Statement("SELECT pg_advisory_unlock_all()"), CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // Broken: the locks are gone with it.
        }

        await _connection.DisposeAsync();
    }

    private async Task<bool> TryLockAsync(PostgresBookkeeping books, CancellationToken cancellation)
    {
        if (await SendAsync(books.TryLock(session: true), cancellation) is not true)
        {
            return false;
        }

        if (await SendAsync(PostgresBookkeeping.TryLockScripts(session: true), cancellation) is true)
        {
            return true;
        }

        await SendAsync(PostgresSession.Statement("SELECT pg_advisory_unlock_all()"), cancellation);
        return false;
    }

    // Not every platform of the server has them all: a client that is gone is then noticed later.
    private async Task SetWhereKnownAsync(string name, string value, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(PostgresSession.Statement("SELECT set_config($1, $2, false)", name, value), cancellation);
        }
        catch (PostgresException exception) when (!PostgresFailures.IsOutage(exception))
        {
        }
    }
}
