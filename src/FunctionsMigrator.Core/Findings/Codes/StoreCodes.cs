namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Stores: blobs, records, bundles kept in them, snapshots.</summary>
public static class StoreCodes
{
    /// <summary>The store cannot be read or written.</summary>
    public static readonly FailureCode Unavailable = new("STO001", "The store is not reachable", "Check that its folder or server exists and that you may write there, then run the same command again.");

    /// <summary>No space left.</summary>
    public static readonly FailureCode Full = new("STO002", "The store is full", "Free space, then `fm resume RUN`; nothing was half-applied.");

    /// <summary>A file of the store is damaged.</summary>
    public static readonly FailureCode Corrupt = new("STO003", "A file of the store is damaged", "Restore the store from its backup; targets and audit are checked against it on the next run.");

    /// <summary>Another store format.</summary>
    public static readonly FailureCode Format = new("STO004", "The store was written by a newer version", "Use the version that wrote it, or a newer one.");

    /// <summary>Another process holds it.</summary>
    public static readonly FailureCode Busy = new("STO005", "Another process holds the store", "Wait for the other command, or end it, then run the same command again.");

    /// <summary>Keys that others can read.</summary>
    public static readonly FailureCode KeysReadable = new("STO006", "Other users can read the store's keys", "Take their rights away: `chmod -R go-rwx` on the store's folder.", Severity.Warning);

    /// <summary>The medium lacks something.</summary>
    public static readonly FailureCode Unsuitable = new("STO007", "The file system cannot hold a store", "Put the store on a local file system with hard links, such as ext4, xfs, APFS or NTFS.");

    /// <summary>Something else lives there.</summary>
    public static readonly FailureCode NoStore = new("STO008", "The folder is not the folder of a store", "Name the folder of a store, or one that is empty or does not exist.");

    /// <summary>Keys that lie beside what they protect.</summary>
    public static readonly FailureCode KeysBeside = new("STO009", "The store's keys are not sealed", "Make the store with a key secret, `store: { postgres: { secret: NAME, keys: NAME } }`, where its database has more readers than its hosts.", Severity.Warning);

    /// <summary>A snapshot that does not open.</summary>
    public static readonly FailureCode SnapshotDamaged = new("STO010", "A before-image is damaged or was altered", "Restore the snapshot from the store's backup; without it the target is taken back by hand, the audit lists its items.");

    /// <summary>Keys that are not the store's.</summary>
    public static readonly FailureCode WrongKeys = new("STO011", "The keys are not those of the store", "Provide the keys that the store was made with: 64 bytes in base64, such as `openssl rand -base64 64 | tr -d '\\n'` makes for a new store.");

    /// <summary>A definition of no store.</summary>
    public static readonly FailureCode BadDefinition = new("STO012", "`store:` names no store", "Correct `store:` in migrator.yaml; docs/stores.md shows every form.");

    /// <summary>Runs of an fm in the store of an app.</summary>
    public static readonly FailureCode OpenRuns = new("STO014", "Runs that an app did not start are open in its store", "Let them end, or abort them, with the `fm` that drives them; the app opens the store by itself then.");

    /// <summary>The runs of the store are driven by an app.</summary>
    public static readonly FailureCode DrivenByApp = new("STO015", "The runs of the store are driven by an app", "Ask the app: `fm --server URL`.");

    /// <summary>A store that was not copied.</summary>
    public static readonly FailureCode NotCopied = new("STO013", "A store cannot be copied as asked", "Do what the message says, then run `fm store copy` again; the source is never changed.");
}
