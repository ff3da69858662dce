using System.Net.Sockets;
using System.Security.Authentication;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using Npgsql;
using NpgsqlTypes;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>
/// The database of a store: statements one at a time, each committed before it is answered. Failures of the way and of the server are thrown as <see cref="StoreException"/>.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source, string name)
    {
        _source = source;
        Name = name;
    }

    /// <summary>Server and database, for people.</summary>
    public string Name { get; }

    /// <summary>The way that a connection string describes; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">It is no connection string. The message may repeat parts of it.</exception>
    public static PostgresDatabase Of(string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "functions-migrator-store",
            Pooling = true,
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,
            Enlist = false,
        };
        if (string.IsNullOrEmpty(text.Host))
        {
            throw new ArgumentException("The connection string names no host.", nameof(connectionString));
        }

        text.Database ??= text.Username;
        return new PostgresDatabase(new NpgsqlDataSourceBuilder(text.ConnectionString).Build(), $"{text.Host}:{text.Port}/{text.Database}");
    }

    /// <summary>Runs one statement; answers how many rows it changed.</summary>
    public Task<int> ExecuteAsync(string what, string sql, CancellationToken cancellation, params object?[] values) => GuardAsync(what, async () =>
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    /// <summary>Runs one query; answers what <paramref name="read"/> makes of each row.</summary>
    public Task<List<T>> QueryAsync<T>(string what, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values) => GuardAsync(what, async () =>
    {
        var rows = new List<T>();
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    });

    /// <summary>Runs statements in one transaction that nobody else's of the kind overlaps.</summary>
    public Task AloneAsync(string what, long @lock, IEnumerable<string> statements, CancellationToken cancellation) => GuardAsync(what, async () =>
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var sql in statements.Prepend($"SELECT pg_advisory_xact_lock({@lock})"))
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    });

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = _source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = DBNull.Value } : new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private async Task<T> GuardAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException)
        {
            throw Failed(what, exception);
        }
    }

    private StoreException Failed(string what, Exception exception)
    {
        var (code, remedy) = (exception as PostgresException)?.SqlState switch
        {
            "53100" => (StoreCodes.Full, null),
            "55P03" or "40P01" or "40001" => (StoreCodes.Busy, null),
            "XX001" or "XX002" => (StoreCodes.Corrupt, null),
            "28P01" or "28000" => (StoreCodes.Unavailable, "Correct user and password in the store's secret."),
            "3D000" => (StoreCodes.Unavailable, "Create the database, or correct its name in the store's secret."),
            "42501" => (StoreCodes.Unavailable, "Give the store's role its rights; docs/stores.md lists the GRANT statements."),
            _ => (StoreCodes.Unavailable, (string?)null),
        };
        var words = exception is PostgresException refused ? $"{refused.MessageText} ({refused.SqlState})" : exception.InnerException?.Message ?? exception.Message;
        return new StoreException(code.Finding($"{Name}: {what}: {words}", remedy: remedy), exception);
    }
}
