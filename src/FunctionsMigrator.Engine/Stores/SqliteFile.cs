using System.Globalization;
using System.Reflection;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>
/// The engine file: one connection that is used by one caller at a time, statements prepared once, and every failure of SQLite as a finding.
/// WAL with synchronous FULL: a commit that returned is on the disk.
/// </summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private const int PageSize = 4096;
    private const int ApplicationId = 0x464D_4547;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private SqliteTransaction? _transaction;
    private bool _disposed;

    private SqliteFile(string path, SqliteEventStoreOptions options)
    {
        _path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        }.ToString());
    }

    /// <summary>Full path of the file.</summary>
    public string Path => _path;

    public static async Task<SqliteFile> OpenAsync(string path, SqliteEventStoreOptions options, CancellationToken cancellation)
    {
        var file = new SqliteFile(System.IO.Path.GetFullPath(path), options);
        try
        {
            return await file.UseAsync(() =>
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file._path)!);
                file._connection.Open();
                file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}"));
                file.Execute($"PRAGMA page_size = {PageSize}");
                file.Execute("PRAGMA auto_vacuum = INCREMENTAL");
                file.Execute("PRAGMA journal_mode = WAL");
                file.Execute("PRAGMA synchronous = FULL");
                file.Execute("PRAGMA foreign_keys = ON");
                file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Math.Max(options.MaxFileBytes / PageSize, 16)}"));
                file.Migrate();
                return file;
            }, cancellation);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Uses the connection alone. SQLite answers on the calling thread, so there is nothing to await inside.</summary>
    public async Task<T> UseAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return work();
        }
        catch (SqliteException failure)
        {
            throw new StoreException(Explain(failure), failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(EngineCodes.Unavailable.Finding($"{_path}: {failure.Message}"), failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Uses the connection alone in one durable transaction, which takes the write lock at its start.</summary>
    public Task<T> WriteAsync<T>(Func<T> work, CancellationToken cancellation) => UseAsync(() => Transact(work), cancellation);

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query; answers what <paramref name="read"/> made of each row.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _gate.WaitAsync();
        foreach (var command in _prepared.Values)
        {
            await command.DisposeAsync();
        }

        await _connection.DisposeAsync();
        _gate.Dispose();
    }

    /// <summary>The failure of a fact that does not read back.</summary>
    public StoreException Damaged(string what, Exception inner) => new(EngineCodes.Corrupt.Finding($"{_path}: {what} cannot be read."), inner);

    private T Transact<T>(Func<T> work)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        _transaction = transaction;
        try
        {
            var result = work();
            transaction.Commit();
            return result;
        }
        finally
        {
            _transaction = null;
        }
    }

    // Values are named $0, $1, ... in the statement.
    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
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

        command.Transaction = _transaction;
        return command;
    }

    private void Migrate()
    {
        var scripts = Scripts();
        var version = Transact(() =>
        {
            var id = Query("PRAGMA application_id", row => row.GetInt32(0))[0];
            if (id != ApplicationId)
            {
                if (id != 0 || Query("SELECT name FROM sqlite_schema LIMIT 1", row => row.GetString(0)).Count > 0)
                {
                    throw new StoreException(EngineCodes.Corrupt.Finding($"{_path} is a database, but not an engine file."));
                }

                Execute($"PRAGMA application_id = {ApplicationId}");
                Execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, script TEXT NOT NULL) STRICT");
            }

            var present = Query("SELECT coalesce(max(version), 0) FROM schema_version", row => row.GetInt32(0))[0];
            foreach (var (number, name, sql) in scripts.Where(script => script.Number > present))
            {
                Execute(sql);
                Execute("INSERT INTO schema_version (version, script) VALUES ($0, $1)", number, name);
            }

            return present;
        });
        if (version > scripts[^1].Number)
        {
            throw new StoreException(EngineCodes.Newer.Finding($"{_path} has schema version {version}; this program knows {scripts[^1].Number}."));
        }
    }

    private static List<(int Number, string Name, string Sql)> Scripts()
    {
        const string folder = "FunctionsMigrator.Engine.Stores.Schema.";
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new List<(int Number, string Name, string Sql)>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[folder.Length..];
            scripts.Add((int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), name, reader.ReadToEnd()));
        }

        return scripts;
    }

    private Finding Explain(SqliteException failure)
    {
        var code = failure.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_FULL => EngineCodes.Full,
            SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => EngineCodes.Corrupt,
            SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_MISUSE or SQLitePCL.raw.SQLITE_CONSTRAINT => throw new InvalidOperationException($"{_path}: {failure.Message}", failure),
            _ => EngineCodes.Unavailable,
        };
        return code.Finding($"{_path}: {failure.Message}");
    }
}
