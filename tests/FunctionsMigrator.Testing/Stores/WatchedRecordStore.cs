using System.Text.Json;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>One process's way to records that others share: its observer is told of every write, and may end it there.</summary>
public sealed class WatchedRecordStore(IRecordStore inner, IDurableWriteObserver observer) : IRecordStore
{
    /// <inheritdoc/>
    public Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation) => inner.GetAsync(partition, key, cancellation);

    /// <inheritdoc/>
    public Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation) =>
        WatchAsync($"create {partition}/{key}", () => inner.TryCreateAsync(partition, key, value, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation) =>
        WatchAsync($"replace {partition}/{key}", () => inner.TryReplaceAsync(partition, key, value, etag, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation) =>
        WatchAsync($"delete {partition}/{key}", () => inner.TryDeleteAsync(partition, key, etag, cancellation), cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, CancellationToken cancellation) => inner.ListAsync(partition, prefix, cancellation);

    private async Task<T> WatchAsync<T>(string write, Func<Task<T>> act, CancellationToken cancellation)
    {
        await observer.BeforeAsync(write, cancellation);
        var result = await act();
        await observer.AfterAsync(write, cancellation);
        return result;
    }
}
