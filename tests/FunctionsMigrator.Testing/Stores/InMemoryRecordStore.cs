using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>Records in memory, with every promise of the port but durability.</summary>
public sealed class InMemoryRecordStore(IDurableWriteObserver? observer = null) : IRecordStore, IRecordPartitions
{
    private readonly IDurableWriteObserver _observer = observer ?? DurableWriteObserver.None;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, StoredRecord>> _partitions = new(StringComparer.Ordinal);
    private long _version;

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListPartitionsAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _partitions.Where(partition => partition.Value.Count > 0).Select(partition => partition.Key).ToArray().ToAsyncEnumerable();
        }
    }

    /// <inheritdoc/>
    public Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(Find(partition, key));
        }
    }

    /// <inheritdoc/>
    public Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation) =>
        WriteAsync("create", partition, key, found => found is null, StoreLimits.RequireValue(partition, key, value), cancellation);

    /// <inheritdoc/>
    public Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation) =>
        WriteAsync("replace", partition, key, found => found?.ETag == etag, StoreLimits.RequireValue(partition, key, value), cancellation);

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation)
    {
        StoreLimits.RequireKey(partition, key);
        return await WriteAsync("delete", partition, key, found => found is not null && found.ETag == etag, null, cancellation) is not null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var record in RecordsOf(partition, prefix))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    /// <summary>A store of its own with the same records.</summary>
    public InMemoryRecordStore Copy(IDurableWriteObserver? observer = null)
    {
        var copy = new InMemoryRecordStore(observer);
        lock (_gate)
        {
            foreach (var (partition, records) in _partitions)
            {
                copy._partitions.Add(partition, new SortedDictionary<string, StoredRecord>(records, Utf8Order.Instance));
            }

            copy._version = _version;
        }

        return copy;
    }

    private StoredRecord? Find(string partition, string key) =>
        _partitions.TryGetValue(partition, out var records) && records.TryGetValue(key, out var record) ? record : null;

    private async Task<string?> WriteAsync(
        string verb, string partition, string key, Func<StoredRecord?, bool> condition, string? value, CancellationToken cancellation)
    {
        var what = $"record {verb} {partition}/{key}";
        await _observer.BeforeAsync(what, cancellation);
        string etag;
        lock (_gate)
        {
            if (!condition(Find(partition, key)))
            {
                return null;
            }

            etag = (++_version).ToString(CultureInfo.InvariantCulture);
            if (!_partitions.TryGetValue(partition, out var records))
            {
                _partitions.Add(partition, records = new(Utf8Order.Instance));
            }

            if (value is null)
            {
                records.Remove(key);
            }
            else
            {
                records[key] = new StoredRecord(partition, key, Parse(value), etag);
            }
        }

        await _observer.AfterAsync(what, cancellation);
        return etag;
    }

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private StoredRecord[] RecordsOf(string partition, string prefix)
    {
        lock (_gate)
        {
            return _partitions.TryGetValue(partition, out var records)
                ? [.. records.Values.Where(record => record.Key.StartsWith(prefix, StringComparison.Ordinal))]
                : [];
        }
    }
}
