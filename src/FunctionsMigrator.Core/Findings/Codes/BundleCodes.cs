namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Bundles: the stored files of a commit.</summary>
public static class BundleCodes
{
    /// <summary>No such bundle.</summary>
    public static readonly FailureCode Missing = new("BND001", "A bundle is not in the store", "Start a run of its commit; the bundle is stored again.");

    /// <summary>Damaged.</summary>
    public static readonly FailureCode Damaged = new("BND003", "A stored file does not have its checksum", "Restore the store from its backup.");
}
