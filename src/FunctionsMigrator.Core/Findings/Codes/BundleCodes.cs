namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Bundles: the stored files of a commit.</summary>
public static class BundleCodes
{
    /// <summary>No such bundle.</summary>
    public static readonly FailureCode Missing = new("BND001", "A bundle is not in the store", "Start a run of its commit; the bundle is stored again.");

    /// <summary>A damaged manifest.</summary>
    public static readonly FailureCode ManifestDamaged = new("BND002", "A stored list of files does not have its digest", "Restore the store from its backup.");

    /// <summary>Damaged.</summary>
    public static readonly FailureCode Damaged = new("BND003", "A stored file does not have its checksum", "Restore the store from its backup.");

    /// <summary>One path on both sides.</summary>
    public static readonly FailureCode PathOfBoth = new("BND004", "A file of the bundle has the path of a policy that judges it", "Give the new file another path: the policies and people in force are those of the last completed run.");

    /// <summary>No lock.</summary>
    public static readonly FailureCode LockAbsent = new("BND010", "The repository has no checksums.lock", "Write it with `fm checksum` and commit it.", Severity.Warning);

    /// <summary>A line that is none.</summary>
    public static readonly FailureCode LockMalformed = new("BND011", "A malformed line in checksums.lock", "Write the file again with `fm checksum`.");

    /// <summary>Two lines for one file.</summary>
    public static readonly FailureCode LockDuplicate = new("BND012", "A file that stands twice in checksums.lock", "Write the file again with `fm checksum`.");

    /// <summary>Lines out of order.</summary>
    public static readonly FailureCode LockUnsorted = new("BND013", "A line of checksums.lock out of order", "Write the file again with `fm checksum`.");

    /// <summary>Added.</summary>
    public static readonly FailureCode LockAdded = new("BND020", "A file was added after checksums.lock was written", "When the file is meant, run `fm checksum` and commit both; else delete it.");

    /// <summary>Edited.</summary>
    public static readonly FailureCode LockEdited = new("BND021", "A file was edited after checksums.lock was written", "When the edit is meant, run `fm checksum` and commit both; else restore the file.");

    /// <summary>Removed.</summary>
    public static readonly FailureCode LockRemoved = new("BND022", "A file was removed after checksums.lock was written", "When the removal is meant, run `fm checksum` and commit both; else restore the file.");
}
