using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>
/// Blobs in two tables. The parts of a large one are written first, under an id that nothing knows yet; the row that names the blob, with its last bytes, makes it visible
/// at once and as a whole. No transaction is open while the caller writes. Parts that a crash left without a row are removed when the store is opened, after a day.
/// </summary>
internal sealed class PostgresBlobStore(PostgresDatabase database, IDurableWriteObserver observer) : IBlobStore
{
    private const string Blobs = $"{PostgresStoreSchema.Schema}.blobs";
    private const string Parts = $"{PostgresStoreSchema.Schema}.parts";
    private const int PageSize = 500;

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var what = $"blob create {Folder(area)}/{name}";
        await observer.BeforeAsync(what, cancellation);
        if (await ExistsAsync(area, name, cancellation))
        {
            return false;
        }

        var id = Guid.NewGuid();
        await using var stream = new PostgresPartsWriter((part, bytes, token) => database.ExecuteAsync(
            what, $"INSERT INTO {Parts} (id, part, bytes) VALUES ($1, $2, $3)", token, id, part, bytes));
        var created = false;
        try
        {
            await write(stream, cancellation);
            var (parts, tail) = stream.End();
            created = await database.ExecuteAsync(
                what,
                $"INSERT INTO {Blobs} (area, hash, name, id, parts, tail) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (area, hash) DO NOTHING",
                cancellation,
                Folder(area),
                Hash(name),
                Encoding.UTF8.GetBytes(name),
                id,
                parts,
                tail) == 1;
        }
        finally
        {
            if (!created && stream.Parts > 0)
            {
                await ForgetAsync(id);
            }
        }

        if (created)
        {
            await observer.AfterAsync(what, cancellation);
        }

        return created;
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var what = $"blob {Folder(area)}/{name} cannot be read";
        var found = await database.QueryAsync(
            what,
            $"SELECT id, parts, tail FROM {Blobs} WHERE area = $1 AND hash = $2",
            row => (Id: row.GetGuid(0), Parts: row.GetInt32(1), Tail: row.GetFieldValue<byte[]>(2)),
            cancellation,
            Folder(area),
            Hash(name));
        return found.Count == 0 ? null
            : found[0].Parts == 0 ? new MemoryStream(found[0].Tail, writable: false)
            : new PostgresPartsReader(
                found[0].Parts,
                found[0].Tail,
                $"{database.Name}: blob {Folder(area)}/{name}",
                async (part, token) => (await database.QueryAsync(
                    what, $"SELECT bytes FROM {Parts} WHERE id = $1 AND part = $2", row => row.GetFieldValue<byte[]>(0), token, found[0].Id, part)).FirstOrDefault());
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        return (await database.QueryAsync(
            $"blob {Folder(area)}/{name} cannot be looked for", $"SELECT true FROM {Blobs} WHERE area = $1 AND hash = $2", _ => true, cancellation, Folder(area), Hash(name))).Count > 0;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const string start = "substring(name FROM 1 FOR 1000)";
        var from = Encoding.UTF8.GetBytes(prefix);
        var end = PostgresStoreSchema.End(prefix);
        for (var inclusive = true; ; inclusive = false)
        {
            // The index orders by the beginning of a name, which is most of them whole.
            var page = await database.QueryAsync(
                $"blobs of {Folder(area)} cannot be listed",
                $"""
                SELECT name FROM {Blobs}
                WHERE area = $1 AND name {(inclusive ? ">=" : ">")} $2 AND name < $3 AND {start} >= substring($2 FROM 1 FOR {PostgresStoreSchema.IndexedName}) AND {start} <= $3
                ORDER BY {start}, name LIMIT {PageSize}
                """,
                row => row.GetFieldValue<byte[]>(0),
                cancellation,
                Folder(area),
                from,
                end);
            foreach (var name in page)
            {
                yield return Encoding.UTF8.GetString(name);
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            from = page[^1];
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var area = Folder(BlobArea.Snapshots);
        var what = $"blob delete {area}/{name}";
        await observer.BeforeAsync(what, cancellation);
        var deleted = await database.QueryAsync(
            what, $"DELETE FROM {Blobs} WHERE area = $1 AND hash = $2 RETURNING id", row => row.GetGuid(0), cancellation, area, Hash(name));
        if (deleted.Count == 0)
        {
            return false;
        }

        await database.ExecuteAsync(what, $"DELETE FROM {Parts} WHERE id = $1", cancellation, deleted[0]);
        await observer.AfterAsync(what, cancellation);
        return true;
    }

    /// <summary>Removes parts without a blob that are older than a day: their writer is gone.</summary>
    public Task CleanAsync(CancellationToken cancellation) => database.ExecuteAsync(
        "parts without a blob cannot be removed",
        $"DELETE FROM {Parts} AS p WHERE p.at < now() - interval '1 day' AND NOT EXISTS (SELECT FROM {Blobs} AS b WHERE b.id = p.id)",
        cancellation);

    private async Task ForgetAsync(Guid id)
    {
        try
        {
            await database.ExecuteAsync("parts cannot be removed", $"DELETE FROM {Parts} WHERE id = $1", CancellationToken.None, id);
        }
        catch (StoreException)
        {
            // Nothing names them; they go a day after the store is opened next.
        }
    }

    private static string Folder(BlobArea area) => area switch
    {
        BlobArea.Bundles => "bundles",
        BlobArea.Plans => "plans",
        BlobArea.Audit => "audit",
        BlobArea.Snapshots => "snapshots",
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "An unknown area of blobs."),
    };

    private static byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
