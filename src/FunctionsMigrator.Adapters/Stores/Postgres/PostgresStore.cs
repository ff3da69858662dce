using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>
/// A store that hosts on several machines share: the schema <c>fm_store</c> of a PostgreSQL database. It is made when it is opened first. Tamper-evident through the audit's
/// chain, not immutable: who may write the schema may delete from it.
/// </summary>
public sealed class PostgresStore : IStore
{
    private readonly PostgresDatabase _database;

    private PostgresStore(PostgresDatabase database, string id, StoreKeys keys, IDurableWriteObserver observer, ISpillSpace spill)
    {
        _database = database;
        Id = id;
        Keys = keys;
        Blobs = new PostgresBlobStore(database, observer);
        Records = new PostgresRecordStore(database, observer);
        Spill = spill;
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public IBlobStore Blobs { get; }

    /// <inheritdoc/>
    public IRecordStore Records { get; }

    /// <inheritdoc/>
    public ISpillSpace Spill { get; }

    /// <inheritdoc/>
    public StoreKeys Keys { get; }

    /// <summary>
    /// Opens the store, or makes it. Findings: STO001 (not reachable, no rights, wrong key secret), STO002, STO003, STO004; a warning STO009 comes with a store whose keys are
    /// not sealed.
    /// </summary>
    /// <param name="connectionString">With its secrets; no message repeats it.</param>
    /// <param name="keySecret">Seals the store's keys; null: they lie in the database as they are.</param>
    /// <param name="observer">Is told of every durable write; null in the product.</param>
    /// <param name="spill">Temporary space of this machine; null: the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="newKeys">The keys of a store that is made now; null: random ones. A store that is there keeps its own.</param>
    public static async Task<Outcome<PostgresStore>> OpenAsync(
        string connectionString, string? keySecret, IDurableWriteObserver? observer, ISpillSpace? spill, CancellationToken cancellation, StoreKeys? newKeys = null)
    {
        PostgresDatabase database;
        try
        {
            database = PostgresDatabase.Of(connectionString);
        }
        catch (ArgumentException)
        {
            // Its words repeat parts of the secret.
            return StoreCodes.Unavailable.Fail<PostgresStore>(
                "The store's secret holds no connection string of PostgreSQL.", remedy: "Put `Host=...;Database=...;Username=...;Password=...` into the secret, with the keywords of Npgsql.");
        }

        try
        {
            var (id, keys, isSealed) = await IdentifyAsync(database, keySecret, newKeys, cancellation);
            var store = new PostgresStore(database, id, keys, observer ?? DurableWriteObserver.None, spill ?? new TempSpillSpace(Path.GetTempPath()));
            await ((PostgresBlobStore)store.Blobs).CleanAsync(cancellation);
            return isSealed ? Outcome.Of(store) : Outcome.Of(store, [StoreCodes.KeysBeside.Finding($"{database.Name}: the keys of before-images and of sensitive values lie in the same database.")]);
        }
        catch (StoreException exception)
        {
            await database.DisposeAsync();
            return Outcome.Fail<PostgresStore>(exception.Finding);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<(string Id, StoreKeys Keys, bool IsSealed)> IdentifyAsync(PostgresDatabase database, string? keySecret, StoreKeys? newKeys, CancellationToken cancellation)
    {
        const string what = "the store cannot be opened";
        if (!(await database.QueryAsync(what, $"SELECT to_regclass('{PostgresStoreSchema.Schema}.parts') IS NOT NULL", row => row.GetBoolean(0), cancellation))[0])
        {
            await database.AloneAsync("the store cannot be made", PostgresStoreSchema.Lock, PostgresStoreSchema.Statements, cancellation);
        }

        var fresh = Guid.NewGuid().ToString("N");
        var found = await ReadAsync();
        if (found.Count == 0)
        {
            await database.ExecuteAsync(
                what,
                $"INSERT INTO {PostgresStoreSchema.Schema}.identity (one, format, id, keys, sealed) VALUES (1, $1, $2, $3, $4) ON CONFLICT (one) DO NOTHING",
                cancellation,
                PostgresStoreSchema.Format,
                fresh,
                PostgresStoreKeys.Pack(newKeys ?? PostgresStoreKeys.Create(), fresh, keySecret),
                keySecret is not null);
            found = await ReadAsync();
        }

        var (format, id, keys, isSealed) = found[0];
        return format > PostgresStoreSchema.Format
            ? throw new StoreException(StoreCodes.Format.Finding($"{database.Name}: the store has format {format}; this program knows {PostgresStoreSchema.Format}."))
            : (id, PostgresStoreKeys.Unpack(keys, isSealed, id, keySecret, database.Name), isSealed);

        Task<List<(int Format, string Id, byte[] Keys, bool IsSealed)>> ReadAsync() => database.QueryAsync(
            what,
            $"SELECT format, id, keys, sealed FROM {PostgresStoreSchema.Schema}.identity WHERE one = 1",
            row => (row.GetInt32(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetBoolean(3)),
            cancellation);
    }
}
