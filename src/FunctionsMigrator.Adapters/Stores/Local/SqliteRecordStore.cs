using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>Records in one SQLite file (WAL, every answered write synced). Several processes may use the file at once.</summary>
public sealed class SqliteRecordStore : IRecordStore, IRecordPartitions, IDisposable
{
    private const int PageSize = 200;

    private readonly SqliteRecordFile _file;
    private readonly IDurableWriteObserver _observer;

    // SQLite lets one writer in at a time; waiting here costs less than asking the file again and again.
    private readonly SemaphoreSlim _writer = new(1, 1);

    private SqliteRecordStore(SqliteRecordFile file, IDurableWriteObserver observer)
    {
        _file = file;
        _observer = observer;
    }

    /// <summary>Opens the file, or creates it in an existing folder, and brings its schema up to date.</summary>
    /// <exception cref="StoreException">STO001, STO002, STO003 (no SQLite file), STO004 (newer version), STO005.</exception>
    public static SqliteRecordStore Open(string path, SqliteRecordOptions options, TimeProvider time, IDurableWriteObserver? observer = null)
    {
        var file = new SqliteRecordFile(path, options);
        try
        {
            file.Use(connection =>
            {
                SqliteSchema.Upgrade(connection, path, time.GetUtcNow());
                return 0;
            });
            return new SqliteRecordStore(file, observer ?? DurableWriteObserver.None);
        }
        catch (StoreException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_file.Use(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT key, value, etag FROM records WHERE partition = $partition AND key = $key";
            Bind(command, partition, key);
            using var reader = command.ExecuteReader();
            return reader.Read() ? Record(reader, partition) : null;
        }));
    }

    /// <inheritdoc/>
    public Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation)
    {
        var text = StoreLimits.RequireValue(partition, key, value);
        return WriteAsync(
            $"record create {partition}/{key}",
            (command, etag) =>
            {
                command.CommandText =
                    "INSERT INTO records (partition, key, value, etag) VALUES ($partition, $key, $value, $new) ON CONFLICT (partition, key) DO NOTHING";
                Bind(command, partition, key, ("$value", text), ("$new", etag));
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation)
    {
        var text = StoreLimits.RequireValue(partition, key, value);
        return WriteAsync(
            $"record replace {partition}/{key}",
            (command, fresh) =>
            {
                command.CommandText = "UPDATE records SET value = $value, etag = $new WHERE partition = $partition AND key = $key AND etag = $etag";
                Bind(command, partition, key, ("$value", text), ("$new", fresh), ("$etag", etag));
            },
            cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        return await WriteAsync(
            $"record delete {partition}/{key}",
            (command, _) =>
            {
                command.CommandText = "DELETE FROM records WHERE partition = $partition AND key = $key AND etag = $etag";
                Bind(command, partition, key, ("$etag", etag));
            },
            cancellation) is not null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        StoreLimits.RequireKey(partition, prefix.Length == 0 ? "-" : prefix);

        // Page by page: no read stays open while the caller works, so the log of the file can be folded back.
        var from = Encoding.UTF8.GetBytes(prefix);
        var inclusive = true;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = Page(partition, prefix, from, inclusive);
            foreach (var record in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            from = Encoding.UTF8.GetBytes(page[^1].Key);
            inclusive = false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListPartitionsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        byte[]? last = null;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = _file.Use(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = last is null ? "SELECT min(partition) FROM records" : "SELECT min(partition) FROM records WHERE partition > $last";
                if (last is not null)
                {
                    command.Parameters.AddWithValue("$last", last);
                }

                return command.ExecuteScalar() as byte[];
            });
            if (next is null)
            {
                yield break;
            }

            yield return Encoding.UTF8.GetString(last = next);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _writer.Dispose();
    }

    private List<StoredRecord> Page(string partition, string prefix, byte[] from, bool inclusive) => _file.Use(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT key, value, etag FROM records WHERE partition = $partition AND (key > $from OR ($inclusive AND key = $from)) AND key < $end ORDER BY key LIMIT $limit";
        command.Parameters.AddWithValue("$partition", Encoding.UTF8.GetBytes(partition));
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$inclusive", inclusive);

        // No byte of UTF-8 is 0xFF, so this is behind every key with the prefix and before every other.
        command.Parameters.AddWithValue("$end", (byte[])[.. Encoding.UTF8.GetBytes(prefix), 0xFF]);
        command.Parameters.AddWithValue("$limit", PageSize);
        using var reader = command.ExecuteReader();
        var page = new List<StoredRecord>();
        while (reader.Read())
        {
            page.Add(Record(reader, partition));
        }

        return page;
    });

    private async Task<string?> WriteAsync(string what, Action<SqliteCommand, string> prepare, CancellationToken cancellation)
    {
        await _observer.BeforeAsync(what, cancellation);
        await _writer.WaitAsync(cancellation);
        string? etag;
        try
        {
            etag = _file.Use(connection =>
            {
                var fresh = Guid.NewGuid().ToString("N");
                using var command = connection.CreateCommand();
                prepare(command, fresh);
                return command.ExecuteNonQuery() == 1 ? fresh : null;
            });
        }
        finally
        {
            _writer.Release();
        }

        if (etag is not null)
        {
            await _observer.AfterAsync(what, cancellation);
        }

        return etag;
    }

    private static void Bind(SqliteCommand command, string partition, string key, params ReadOnlySpan<(string Name, string Value)> more)
    {
        command.Parameters.AddWithValue("$partition", Encoding.UTF8.GetBytes(partition));
        command.Parameters.AddWithValue("$key", Encoding.UTF8.GetBytes(key));
        foreach (var (name, value) in more)
        {
            command.Parameters.AddWithValue(name, value);
        }
    }

    private StoredRecord Record(SqliteDataReader reader, string partition)
    {
        var key = Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0));
        try
        {
            using var value = JsonDocument.Parse(reader.GetString(1));
            return new StoredRecord(partition, key, value.RootElement.Clone(), reader.GetString(2));
        }
        catch (JsonException exception)
        {
            throw new StoreException(StoreCodes.Corrupt.Finding($"{_file.Path}: record {partition}/{key} holds no JSON."), exception);
        }
    }
}
