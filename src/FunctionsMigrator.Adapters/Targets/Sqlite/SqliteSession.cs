using System.Diagnostics;
using System.Globalization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// One connection to a database, with statements prepared once and transactions that begin with the write lock. SQLite answers on the calling thread; a cancelled
/// token interrupts it.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    private SqliteSession(string source, SqliteOpenMode mode)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false }.ToString());
        _connection.Open();
    }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>
    /// Opens an existing file for reading. Not in SQLite's read-only mode, which would leave files of the write-ahead log behind, but with every write refused.
    /// </summary>
    public static SqliteSession Read(string path) => Prepare(new SqliteSession(path, SqliteOpenMode.ReadWrite), "PRAGMA query_only = ON");

    /// <summary>Opens an existing file for writing, with foreign keys on; a commit that returned survives the loss of power.</summary>
    public static SqliteSession Write(string path) => Prepare(
        new SqliteSession(path, SqliteOpenMode.ReadWrite), "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON");

    /// <summary>Opens a file for writing, makes it when there is none, and lets readers and a writer work side by side (write-ahead log).</summary>
    public static SqliteSession Create(string path) => Prepare(
        new SqliteSession(path, SqliteOpenMode.ReadWriteCreate), "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON");

    /// <summary>A database in memory that is gone with the session.</summary>
    public static SqliteSession Memory() => new(":memory:", SqliteOpenMode.Memory);

    /// <summary>Runs a statement; answers how many rows it changed. Values are <c>$0</c>, <c>$1</c> and so on.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query; answers what <paramref name="read"/> makes of each row.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Bind(sql, values).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Begins a query whose rows the caller reads one by one.</summary>
    public SqliteDataReader Reader(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>Does what a cancelled token shall interrupt.</summary>
    public T Run<T>(Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var interrupt = cancellation.Register(() => raw.sqlite3_interrupt(Handle));
        try
        {
            return work();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }

    /// <summary>Begins a transaction and takes the write lock. Waits in real time: it is another process that is waited for.</summary>
    /// <exception cref="TargetException">TGT005: somebody else held the lock longer than <paramref name="patience"/>.</exception>
    public async Task BeginAsync(TargetAddress address, TimeSpan patience, CancellationToken cancellation)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var code = raw.sqlite3_exec(Handle, "BEGIN IMMEDIATE");
            if (code == raw.SQLITE_OK)
            {
                return;
            }

            if ((code & 0xFF) is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
            {
                SqliteException.ThrowExceptionForRC(code, Handle);
            }

            if (waited.Elapsed >= patience)
            {
                throw new TargetException(TargetCodes.Busy.Finding(
                    $"Another process has held the database's write lock for {patience.TotalSeconds:0} s.", target: address.ToString()));
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    public void Commit() => Execute("COMMIT");

    /// <summary>Takes back whatever transaction is open.</summary>
    public void Rollback()
    {
        if (InTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static SqliteSession Prepare(SqliteSession session, params ReadOnlySpan<string> pragmas)
    {
        try
        {
            // The first read tells a database from any other file.
            session.Execute("SELECT count(*) FROM sqlite_schema");
            foreach (var pragma in pragmas)
            {
                session.Execute(pragma);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
            }

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
