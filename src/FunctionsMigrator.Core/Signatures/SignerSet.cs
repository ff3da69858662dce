namespace FunctionsMigrator.Core.Signatures;

/// <summary>One version of the record of who may sign. Never changed: a change makes the next version.</summary>
/// <param name="Version">From 1; 0 for the empty record that stands before any change.</param>
/// <param name="Signers">Who may sign.</param>
/// <param name="Revoked">Keys that never count again.</param>
/// <param name="Change">What made this version; null for version 0.</param>
public sealed record SignerSet(int Version, IReadOnlyList<Signer> Signers, IReadOnlyList<RevokedKey> Revoked, SignerChange? Change = null)
{
    /// <summary>Nobody may sign.</summary>
    public static SignerSet Empty { get; } = new(0, [], []);

    /// <summary>The revocation of a key, or null.</summary>
    public RevokedKey? RevocationOf(string fingerprint) => Revoked.FirstOrDefault(revoked => revoked.Fingerprint == fingerprint);
}
