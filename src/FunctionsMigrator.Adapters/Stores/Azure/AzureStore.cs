using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Azure;

/// <summary>
/// A store in an Azure storage account that several machines share: containers <c>fm-bundles</c>, <c>fm-plans</c>, <c>fm-audit</c> (which a time-based immutability policy should
/// protect) and <c>fm-snapshots</c>, and a table <c>fmrecords</c>. Its keys are not in the account; the account keeps only what tells whether given keys are the right ones.
/// </summary>
public sealed class AzureStore : IStore
{
    private const int Format = 1;
    private const int KeyBytes = 32;
    private const string OwnPartition = "!store";
    private const string IdentityRow = "!identity";
    private const string IdName = "Id";
    private const string CheckName = "KeyCheck";

    private AzureStore(string id, IBlobStore blobs, IRecordStore records, ISpillSpace spill, StoreKeys keys) => (Id, Blobs, Records, Spill, Keys) = (id, blobs, records, spill, keys);

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
    /// Opens the store; makes it where there is none. Findings: STO001 (not reachable, refused, not an account of Azure), STO004 (newer), STO011 (the keys are malformed or
    /// those of another store).
    /// </summary>
    public static async Task<Outcome<AzureStore>> OpenAsync(AzureStoreSettings settings, IDurableWriteObserver? observer, CancellationToken cancellation)
    {
        var keys = ParseKeys(settings.Keys);
        if (!keys.TryGet(out var known))
        {
            return keys.As<AzureStore>();
        }

        try
        {
            var (blobs, audit, tables, once) = Clients(settings);
            var spill = new TempSpillSpace(Path.GetTempPath());
            var told = observer ?? DurableWriteObserver.None;
            var name = $"{settings.Prefix}records";
            var table = tables.GetTableClient(name);
            var store = new AzureBlobStore(blobs, audit, settings.Prefix, spill, told);
            var id = await AzureStoreFailures.RunAsync($"Store {settings}", () => IdentifyAsync(table, store, known, cancellation), cancellation);
            return Outcome.Of(new AzureStore(id, store, new AzureRecordStore(table, once.GetTableClient(name), spill, told), spill, known));
        }
        catch (StoreException exception)
        {
            return Outcome.Fail<AzureStore>(exception.Finding);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException && settings.Connection is not null)
        {
            return StoreCodes.Unavailable.Fail<AzureStore>("The store's connection is no connection string of a storage account.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (BlobServiceClient Blobs, BlobServiceClient Audit, TableServiceClient Tables, TableServiceClient Once) Clients(AzureStoreSettings settings)
    {
        if (settings.Connection is not { } text)
        {
            var identity = settings.Identities.Of(settings.ClientId);
            var blobs = new BlobServiceClient(settings.Blobs!, identity, BlobClients.ForAzure());
            var audit = settings.Audit is { } account ? new BlobServiceClient(account, identity, BlobClients.ForAzure()) : blobs;
            return (blobs, audit, new(settings.Tables!, identity, Options(3)), new(settings.Tables!, identity, Options(0)));
        }

        var tables = new TableServiceClient(text, Options(3));
        var emulated = new BlobServiceClient(text, BlobClients.ForEmulator());
        return tables.Uri.IsLoopback
            ? (emulated, emulated, tables, new(text, Options(0)))
            : throw new StoreException(StoreCodes.Unavailable.Finding(
                $"The store's connection string is that of {tables.Uri.Host}; they are taken for an emulator on this machine alone.",
                remedy: "Name the account's endpoints (`blobs`, `tables`) and let an identity sign in; it needs no key that could get lost."));
    }

    private static TableClientOptions Options(int tries) => AzureTransport.Configure(new TableClientOptions(), tries);

    private static async Task<string> IdentifyAsync(TableClient table, AzureBlobStore blobs, StoreKeys keys, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(OwnPartition, IdentityRow, cancellationToken: cancellation);
            if (found.HasValue)
            {
                return Check(found.Value!, keys);
            }

            await table.CreateIfNotExistsAsync(cancellation);
            await blobs.CreateContainersAsync(cancellation);
            var entity = new TableEntity(OwnPartition, IdentityRow)
            {
                [nameof(Format)] = Format,
                [IdName] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                [CheckName] = KeyCheck(keys),
            };
            try
            {
                // Written last: a store without it was never finished.
                await table.AddEntityAsync(entity, cancellation);
            }
            catch (RequestFailedException exception) when (exception.Status == 409)
            {
                // Another machine made the store at the same time.
            }
        }
    }

    private static string Check(TableEntity entity, StoreKeys keys)
    {
        if (entity.GetInt32(nameof(Format)) is not { } format || entity.GetString(IdName) is not { Length: > 0 } id)
        {
            throw new StoreException(StoreCodes.Corrupt.Finding($"The record {OwnPartition} / {IdentityRow} of the store is damaged."));
        }

        if (format > Format)
        {
            throw new StoreException(StoreCodes.Format.Finding($"The store has format {format}; this program knows format {Format}."));
        }

        return entity.GetString(CheckName) == KeyCheck(keys)
            ? id
            : throw new StoreException(StoreCodes.WrongKeys.Finding($"The given keys are not those that store {id} was made with; its before-images could not be read with them."));
    }

    private static string KeyCheck(StoreKeys keys) => Convert.ToBase64String(HMACSHA256.HashData(keys.Sensitive.Span, [.. "fm-store-keys-1\n"u8, .. keys.Snapshots.Span]));

    private static Outcome<StoreKeys> ParseKeys(string text)
    {
        var bytes = new byte[2 * KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var count) && count == bytes.Length
            ? Outcome.Of(new StoreKeys(bytes.AsMemory(0, KeyBytes), bytes.AsMemory(KeyBytes)))
            : StoreCodes.WrongKeys.Fail<StoreKeys>($"The store's keys are not {2 * KeyBytes} bytes in base64.");
    }
}
