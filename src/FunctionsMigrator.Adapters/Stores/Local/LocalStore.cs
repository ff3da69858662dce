using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>
/// A store in one private folder:
/// <code>
/// store.json     format and id; written last, so a folder without it was never finished
/// keys/          sensitive.key, snapshots.key (owner only)
/// records.db     records
/// blobs/         bundles/ plans/ audit/ snapshots/
/// tmp/           temporary files, one folder a process
/// </code>
/// Several processes of one user may have it open at once. It is tamper-evident through the audit's chain, not immutable: who may write the folder may delete it.
/// </summary>
public sealed class LocalStore : IStore
{
    private readonly SqliteRecordStore _records;
    private readonly TemporaryFolder _temporary;

    private LocalStore(string folder, LocalStoreFiles.Identity identity, SqliteRecordStore records, TemporaryFolder temporary, IDurableWriteObserver observer)
    {
        Folder = folder;
        Id = identity.Id;
        Keys = identity.Keys;
        _records = records;
        _temporary = temporary;
        Blobs = new LocalBlobStore(Path.Combine(folder, LocalStoreFiles.Blobs), temporary.Next, observer);
        Spill = new TempSpillSpace(temporary.Next);
    }

    /// <summary>Full path of the folder. Hosts may keep files of their own here under names that begin with <c>engine</c>.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public IBlobStore Blobs { get; }

    /// <inheritdoc/>
    public IRecordStore Records => _records;

    /// <inheritdoc/>
    public ISpillSpace Spill { get; }

    /// <inheritdoc/>
    public StoreKeys Keys { get; }

    /// <summary>
    /// Opens the store in the folder; makes both where there is none, and deletes what dead processes left in <c>tmp</c>. Findings: STO001 (not readable or
    /// writable), STO002, STO003 (a file is damaged or missing), STO004, STO005, STO007, STO008 (the folder holds something else);
    /// a warning STO006 comes with the store.
    /// </summary>
    public static async Task<Outcome<LocalStore>> OpenAsync(string folder, LocalStoreOptions options, CancellationToken cancellation)
    {
        var files = new LocalStoreFiles(Path.GetFullPath(folder));
        TemporaryFolder? temporary = null;
        SqliteRecordStore? records = null;
        try
        {
            files.RequireOwnFolder();
            temporary = await TemporaryFolder.ClaimAsync(files.Temporary, options.Time ?? TimeProvider.System, cancellation);
            var isNew = !files.Exists;
            if (isNew)
            {
                files.CreateKeys(temporary.Next, options.NewKeys);
            }
            else
            {
                files.RequireRecords();
            }

            records = SqliteRecordStore.Open(files.Records, options.Records ?? new(), options.Time ?? TimeProvider.System, options.Observer);
            if (isNew)
            {
                files.CreateIdentity(temporary.Next);
            }

            var store = new LocalStore(files.Folder, files.ReadIdentity(), records, temporary, options.Observer ?? DurableWriteObserver.None);
            return Outcome.Of(store, files.Warnings());
        }
        catch (StoreException exception)
        {
            records?.Dispose();
            temporary?.Dispose();
            return Outcome.Fail<LocalStore>(exception.Finding);
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            records?.Dispose();
            temporary?.Dispose();
            return Outcome.Fail<LocalStore>(LocalFailure.From(exception, $"The store in {files.Folder} cannot be opened").Finding);
        }
    }

    /// <summary>Closes the record file and deletes this process's temporary files.</summary>
    public ValueTask DisposeAsync()
    {
        _records.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }
}
