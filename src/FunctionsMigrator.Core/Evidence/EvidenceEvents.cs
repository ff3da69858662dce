namespace FunctionsMigrator.Core.Evidence;

/// <summary>Events of the audit by which reports tell what was set aside and what was signed.</summary>
internal static class EvidenceEvents
{
    /// <summary>A commit's signature counts.</summary>
    public const string CommitVerified = "commit-verified";

    /// <summary>A commit's signature does not count.</summary>
    public const string CommitRefused = "commit-refused";
}
