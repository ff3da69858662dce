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
}
