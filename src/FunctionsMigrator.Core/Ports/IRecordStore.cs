using System.Text.Json;

namespace FunctionsMigrator.Core.Ports;

/// <summary>
/// Records with ETags. Partition and key are any text of 1 to 400 characters; the value is JSON of at most 30,000 characters
/// (<see cref="Stores.StoreLimits"/>; more throws).
/// Writes are conditional, so of several writers at once exactly one wins. A read after a write that was answered sees it.
/// Failures of the medium are thrown as <see cref="StoreException"/>.
/// </summary>
public interface IRecordStore
{
    /// <summary>The record, or null.</summary>
    Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation);

    /// <summary>Creates the record. Answers its ETag, or null, with nothing changed, when there is one already.</summary>
    Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation);

    /// <summary>Replaces the record if its ETag is still <paramref name="etag"/>. Answers the new ETag, or null with nothing changed.</summary>
    Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation);

    /// <summary>Deletes the record if its ETag is still <paramref name="etag"/>. Answers whether it did.</summary>
    Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation);

    /// <summary>The records of a partition whose key starts with the prefix, in <see cref="Utf8Order"/> of their keys.</summary>
    IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, CancellationToken cancellation);
}

/// <summary>A record as the store has it.</summary>
public sealed record StoredRecord(string Partition, string Key, JsonElement Value, string ETag)
{
    /// <summary>The value as a type of the product.</summary>
    public T Read<T>() => Value.Deserialize<T>(FmJson.Line) ?? throw new JsonException($"Record {Partition}/{Key} is empty.");
}
