using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>The connections of a record file, and what its failures mean.</summary>
internal sealed class SqliteRecordFile : IDisposable
{
    // SQLite's result codes.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    private readonly SqliteRecordOptions _options;
    private readonly string _connection;

    public SqliteRecordFile(string path, SqliteRecordOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BusySeconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BusySeconds, 600);
        Path = path;
        _options = options;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = options.BusySeconds,
            Pooling = true,
        }.ToString();
    }

    public string Path { get; }

    /// <summary>Runs on a connection of its own.</summary>
    /// <exception cref="StoreException">The file cannot be used.</exception>
    public T Use<T>(Func<SqliteConnection, T> act)
    {
        try
        {
            using var connection = new SqliteConnection(_connection);
            connection.Open();
            Prepare(connection);
            return act(connection);
        }
        catch (SqliteException exception)
        {
            throw new StoreException(Finding(exception), exception);
        }
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
        if (_options.MaxPages is { } pages)
        {
            command.CommandText = FormattableString.Invariant($"PRAGMA max_page_count = {pages}");
            command.ExecuteNonQuery();
        }
    }

    private Finding Finding(SqliteException exception) => (exception.SqliteErrorCode switch
    {
        Busy or Locked => StoreCodes.Busy,
        Corrupt or NotADatabase => StoreCodes.Corrupt,
        Full => StoreCodes.Full,
        _ => StoreCodes.Unavailable,
    }).Finding($"{Path}: {exception.Message}");
}
