using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;
using Npgsql;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>Records in one table. Partitions and keys are bytes there, so that the server's order is that of <see cref="Core.Utf8Order"/>; each write is one conditional statement.</summary>
internal sealed class PostgresRecordStore(PostgresDatabase database, IDurableWriteObserver observer) : IRecordStore, IRecordPartitions
{
    private const string Table = $"{PostgresStoreSchema.Schema}.records";
    private const int PageSize = 200;

    /// <inheritdoc/>
    public async Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        return (await database.QueryAsync(
            $"record {partition}/{key} cannot be read",
            $"SELECT key, value, etag FROM {Table} WHERE partition = $1 AND key = $2",
            row => Record(row, partition),
            cancellation,
            Bytes(partition),
            Bytes(key))).FirstOrDefault();
    }

    /// <inheritdoc/>
    public Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation)
    {
        var text = StoreLimits.RequireValue(partition, key, value);
        return WriteAsync(
            $"record create {partition}/{key}",
            $"INSERT INTO {Table} (partition, key, etag, value) VALUES ($1, $2, $3, $4) ON CONFLICT (partition, key) DO NOTHING",
            partition,
            key,
            [etag => etag, _ => text],
            cancellation);
    }

    /// <inheritdoc/>
    public Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation)
    {
        var text = StoreLimits.RequireValue(partition, key, value);
        return WriteAsync(
            $"record replace {partition}/{key}", $"UPDATE {Table} SET etag = $3, value = $4 WHERE partition = $1 AND key = $2 AND etag = $5", partition, key, [fresh => fresh, _ => text, _ => etag], cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        var what = $"record delete {partition}/{key}";
        await observer.BeforeAsync(what, cancellation);
        var deleted = await database.ExecuteAsync(
            what, $"DELETE FROM {Table} WHERE partition = $1 AND key = $2 AND etag = $3", cancellation, Bytes(partition), Bytes(key), etag);
        if (deleted == 1)
        {
            await observer.AfterAsync(what, cancellation);
        }

        return deleted == 1;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListPartitionsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // One step along the index for each partition, however many records it has.
        for (byte[] last = []; ;)
        {
            var next = await database.QueryAsync(
                "the partitions of the store cannot be listed",
                $"SELECT partition FROM {Table} WHERE partition > $1 ORDER BY partition LIMIT 1",
                row => row.GetFieldValue<byte[]>(0),
                cancellation,
                last);
            if (next.Count == 0)
            {
                yield break;
            }

            yield return Encoding.UTF8.GetString(last = next[0]);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, prefix.Length == 0 ? "-" : prefix);

        // Page by page: no query stays open while the caller works.
        var from = Bytes(prefix);
        for (var inclusive = true; ; inclusive = false)
        {
            var page = await database.QueryAsync(
                $"records of {partition} cannot be listed",
                $"SELECT key, value, etag FROM {Table} WHERE partition = $1 AND key {(inclusive ? ">=" : ">")} $2 AND key < $3 ORDER BY key LIMIT {PageSize}",
                row => Record(row, partition),
                cancellation,
                Bytes(partition),
                from,
                PostgresStoreSchema.End(prefix));
            foreach (var record in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            from = Bytes(page[^1].Key);
        }
    }

    private async Task<string?> WriteAsync(string what, string sql, string partition, string key, IReadOnlyList<Func<string, string>> values, CancellationToken cancellation)
    {
        await observer.BeforeAsync(what, cancellation);
        var etag = Guid.NewGuid().ToString("N");
        if (await database.ExecuteAsync(what, sql, cancellation, [Bytes(partition), Bytes(key), .. values.Select(value => value(etag))]) != 1)
        {
            return null;
        }

        await observer.AfterAsync(what, cancellation);
        return etag;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private StoredRecord Record(NpgsqlDataReader row, string partition)
    {
        var key = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0));
        try
        {
            using var value = JsonDocument.Parse(row.GetString(1));
            return new StoredRecord(partition, key, value.RootElement.Clone(), row.GetString(2));
        }
        catch (JsonException exception)
        {
            throw new StoreException(StoreCodes.Corrupt.Finding($"{database.Name}: record {partition}/{key} holds no JSON."), exception);
        }
    }
}
