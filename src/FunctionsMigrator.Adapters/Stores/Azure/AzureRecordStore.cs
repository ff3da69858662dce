using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Stores.Azure;

/// <summary>Records in one table; conditions are the service's ETags.</summary>
public sealed class AzureRecordStore : IRecordStore, IRecordPartitions
{
    private const string ValueName = "Value";
    private const string KeyName = "Key";
    private const string PartitionName = "Partition";
    private const string WriterName = "Writer";
    private const string Hashed = "~~";
    private const string OwnPartitionsEnd = "!~";

    private readonly TableClient _table;
    private readonly TableClient _once;
    private readonly ISpillSpace _spill;
    private readonly IDurableWriteObserver _observer;

    /// <param name="table">The table.</param>
    /// <param name="once">The table by a client that sends every request once.</param>
    /// <param name="spill">Where a listing is brought into order.</param>
    /// <param name="observer">Is told of every durable write.</param>
    internal AzureRecordStore(TableClient table, TableClient once, ISpillSpace spill, IDurableWriteObserver observer) =>
        (_table, _once, _spill, _observer) = (table, once, spill, observer);

    /// <inheritdoc/>
    public Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        return RunAsync(
            async () => await FindAsync(partition, key, cancellation) is { } entity ? new StoredRecord(partition, key, ValueOf(entity), entity.ETag.ToString()) : null,
            cancellation);
    }

    /// <inheritdoc/>
    public Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation)
    {
        var entity = Entity(partition, key, StoreLimits.RequireValue(partition, key, value));
        return WriteAsync($"record create {partition}/{key}", partition, key, entity, () => _table.AddEntityAsync(entity, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public async Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation)
    {
        var entity = Entity(partition, key, StoreLimits.RequireValue(partition, key, value));
        return IsETag(etag)
            ? await WriteAsync(
                $"record replace {partition}/{key}", partition, key, entity, () => _table.UpdateEntityAsync(entity, new ETag(etag), TableUpdateMode.Replace, cancellation), cancellation)
            : null;
    }

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        if (!IsETag(etag))
        {
            return false;
        }

        var what = $"record delete {partition}/{key}";
        await _observer.BeforeAsync(what, cancellation);

        // Sent once: nothing would be left by which a second try could tell whether the first one did it.
        var deleted = await RunAsync(
            async () =>
            {
                try
                {
                    var answer = await _once.DeleteEntityAsync(PartitionOf(partition), RowOf(key), new ETag(etag), cancellation);
                    return answer.Status != 404;
                }
                catch (RequestFailedException exception) when (exception.Status is 404 or 412)
                {
                    return false;
                }
            },
            cancellation);
        if (deleted)
        {
            await _observer.AfterAsync(what, cancellation);
        }

        return deleted;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, prefix.Length == 0 ? "-" : prefix);
        await using var records = Utf8Sort.SortAsync(() => PairsAsync(partition, prefix, cancellation), _spill, cancellation: cancellation).GetAsyncEnumerator(cancellation);
        while (await RunAsync(() => records.MoveNextAsync().AsTask(), cancellation))
        {
            var (key, content) = records.Current;
            var end = content.AsSpan().IndexOf((byte)'\n');
            yield return new StoredRecord(partition, key, JsonElement.Parse(content.AsSpan()[(end + 1)..]), Encoding.UTF8.GetString(content.AsSpan()[..end]));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListPartitionsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Behind the store's own partition, whose name begins lower than any encoding; each query answers the first record behind the last partition.
        for (var last = OwnPartitionsEnd; ;)
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey gt {last}");
            var first = await RunAsync(() => _table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: ["PartitionKey", PartitionName], cancellationToken: cancellation).FirstOrDefaultAsync(cancellation).AsTask(), cancellation);
            if (first is null)
            {
                yield break;
            }

            if ((first.GetString(PartitionName) ?? KeyEncoding.Servers.Decode(first.PartitionKey)) is { } partition)
            {
                yield return partition;
            }

            last = first.PartitionKey;
        }
    }

    private string Place => $"Store table {_table.Name} at {_table.Uri.Authority}";

    private static string PartitionOf(string partition) => KeyEncoding.Servers.EncodeKey(partition);

    private static string RowOf(string key) => KeyEncoding.Servers.EncodeKey(key);

    private static bool IsETag(string etag) => etag.StartsWith("W/\"", StringComparison.Ordinal) && etag.EndsWith('"');

    private static TableEntity Entity(string partition, string key, string value)
    {
        var entity = new TableEntity(PartitionOf(partition), RowOf(key)) { [ValueName] = value, [WriterName] = Guid.NewGuid().ToString("N") };
        if (KeyEncoding.IsHashed(entity.RowKey))
        {
            entity[KeyName] = key;
        }

        if (KeyEncoding.IsHashed(entity.PartitionKey))
        {
            entity[PartitionName] = partition;
        }

        return entity;
    }

    private async Task<string?> WriteAsync(string what, string partition, string key, TableEntity entity, Func<Task<Response>> write, CancellationToken cancellation)
    {
        await _observer.BeforeAsync(what, cancellation);
        var etag = await RunAsync(
            async () =>
            {
                try
                {
                    return (await write()).Headers.ETag?.ToString();
                }
                catch (RequestFailedException exception) when (exception.ErrorCode != "TableNotFound" && exception.Status is 404 or 409 or 412)
                {
                    // Somebody was first. Where the answer to a try of ours was lost, it is ours.
                    return await FindAsync(partition, key, cancellation) is { } now && now.GetString(WriterName) == (string)entity[WriterName] ? now.ETag.ToString() : null;
                }
            },
            cancellation);
        if (etag is not null)
        {
            await _observer.AfterAsync(what, cancellation);
        }

        return etag;
    }

    private async Task<TableEntity?> FindAsync(string partition, string key, CancellationToken cancellation)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(partition), RowOf(key), cancellationToken: cancellation);
        return found.HasValue ? found.Value : null;
    }

    private async IAsyncEnumerable<(string Key, byte[] Content)> PairsAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var encoded = KeyEncoding.Servers.EncodeKeyPrefix(prefix);
        string[] prefixes = Hashed.StartsWith(encoded, StringComparison.Ordinal) ? [encoded] : [encoded, Hashed];
        foreach (var begins in prefixes)
        {
            var filter = begins.Length == 0
                ? TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(partition)}")
                : TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(partition)} and RowKey ge {begins} and RowKey lt {begins + '\u007F'}");
            await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            {
                var key = entity.GetString(KeyName) ?? KeyEncoding.Servers.Decode(entity.RowKey);
                if (key is not null && key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield return (key, Encoding.UTF8.GetBytes($"{entity.ETag}\n{entity.GetString(ValueName)}"));
                }
            }
        }
    }

    private JsonElement ValueOf(TableEntity entity)
    {
        try
        {
            return JsonElement.Parse(entity.GetString(ValueName) ?? "");
        }
        catch (JsonException exception)
        {
            throw new StoreException(StoreCodes.Corrupt.Finding($"{Place}: record {entity.PartitionKey}/{entity.RowKey} holds no JSON."), exception);
        }
    }

    private Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => AzureStoreFailures.RunAsync(Place, work, cancellation);
}
