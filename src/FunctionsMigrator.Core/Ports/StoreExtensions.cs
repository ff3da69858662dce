using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Ports;

/// <summary>The few shapes in which the product uses its stores.</summary>
public static class StoreExtensions
{
    /// <summary>Creates a blob of one JSON value.</summary>
    public static Task<bool> TryCreateJsonAsync<T>(this IBlobStore blobs, BlobArea area, string name, T value, CancellationToken cancellation) =>
        blobs.TryCreateAsync(area, name, (stream, token) => JsonSerializer.SerializeAsync(stream, value, FmJson.Line, token), cancellation);

    /// <summary>Reads a blob of one JSON value; default when there is no such blob.</summary>
    /// <exception cref="StoreException"><c>STO003</c>: what is stored is not what was.</exception>
    public static async Task<T?> ReadJsonAsync<T>(this IBlobStore blobs, BlobArea area, string name, CancellationToken cancellation)
    {
        var stream = await blobs.OpenAsync(area, name, cancellation);
        if (stream is null)
        {
            return default;
        }

        await using (stream)
        {
            try
            {
                return await JsonSerializer.DeserializeAsync<T>(stream, FmJson.Line, cancellation);
            }
            catch (JsonException exception)
            {
                throw Corrupt(area, name, exception);
            }
        }
    }

    /// <summary>Creates a blob of one JSON value a line; nothing is held in memory but the line.</summary>
    public static Task<bool> TryCreateLinesAsync<T>(
        this IBlobStore blobs, BlobArea area, string name, IAsyncEnumerable<T> lines, CancellationToken cancellation) =>
        blobs.TryCreateAsync(area, name, (stream, token) => WriteLinesAsync(stream, lines, token), cancellation);

    /// <summary>Reads a blob of one JSON value a line; empty when there is no such blob.</summary>
    /// <exception cref="StoreException"><c>STO003</c>: a line is not what was stored.</exception>
    public static async IAsyncEnumerable<T> ReadLinesAsync<T>(
        this IBlobStore blobs, BlobArea area, string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stream = await blobs.OpenAsync(area, name, cancellation);
        if (stream is null)
        {
            yield break;
        }

        await using (stream)
        {
            await using var lines = ReadLinesAsync<T>(stream, cancellation).GetAsyncEnumerator(cancellation);
            while (true)
            {
                try
                {
                    if (!await lines.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (JsonException exception)
                {
                    throw Corrupt(area, name, exception);
                }

                yield return lines.Current;
            }
        }
    }

    // The exception's own words quote what is stored, which may be anybody's value.
    internal static StoreException Corrupt(BlobArea area, string name, JsonException exception) =>
        new(StoreCodes.Corrupt.Finding($"The stored {area.ToString().ToLowerInvariant()} '{name}' cannot be read: it is not the JSON that was written."), exception);

    /// <summary>Writes one JSON value a line.</summary>
    public static async Task WriteLinesAsync<T>(Stream stream, IAsyncEnumerable<T> lines, CancellationToken cancellation)
    {
        var writer = new JsonLineWriter(stream);
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            await writer.WriteAsync(line, cancellation);
        }

        await writer.FlushAsync(cancellation);
    }

    /// <summary>Reads one JSON value a line until the end of the stream.</summary>
    public static IAsyncEnumerable<T> ReadLinesAsync<T>(Stream stream, CancellationToken cancellation) => JsonLineReader.ReadAsync<T>(stream, cancellation);

    /// <summary>Creates a record from a value of the product.</summary>
    public static Task<string?> TryCreateAsync<T>(this IRecordStore records, string partition, string key, T value, CancellationToken cancellation) =>
        records.TryCreateAsync(partition, key, JsonSerializer.SerializeToElement(value, FmJson.Line), cancellation);

    /// <summary>
    /// Sets a record from what it was (null: there was none), again until no other writer was faster. Answers what stands; a value equal to what stood is not written.
    /// </summary>
    public static async Task<T> SetAsync<T>(this IRecordStore records, string partition, string key, Func<T?, T> change, CancellationToken cancellation)
        where T : class
    {
        while (true)
        {
            var stored = await records.GetAsync(partition, key, cancellation);
            var before = stored?.Read<T>();
            var after = change(before);
            if (after.Equals(before))
            {
                return after;
            }

            var written = stored is null
                ? await records.TryCreateAsync(partition, key, after, cancellation)
                : await records.TryReplaceAsync(partition, key, after, stored.ETag, cancellation);
            if (written is not null)
            {
                return after;
            }
        }
    }

    /// <summary>Replaces a record by a value of the product.</summary>
    public static Task<string?> TryReplaceAsync<T>(
        this IRecordStore records, string partition, string key, T value, string etag, CancellationToken cancellation) =>
        records.TryReplaceAsync(partition, key, JsonSerializer.SerializeToElement(value, FmJson.Line), etag, cancellation);
}
