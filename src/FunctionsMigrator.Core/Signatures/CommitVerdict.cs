using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>What a commit's signature is worth.</summary>
/// <param name="Sha">The commit.</param>
/// <param name="Committer">Address of the committer, as the commit states it; empty where it cannot be read.</param>
public sealed record CommitVerdict(string Sha, string Committer)
{
    /// <summary>Why it does not count; null when it does.</summary>
    public Finding? Refusal { get; init; }

    /// <summary>The signer whose key it is; null where nobody's key was found.</summary>
    public Signer? Signer { get; init; }

    /// <summary>Fingerprint of the key, where the signature names one.</summary>
    public string? Key { get; init; }

    /// <summary>When the signature says it was made.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>When the key, its certificate or its entry ends; null: never.</summary>
    public DateTimeOffset? Until { get; init; }
}
