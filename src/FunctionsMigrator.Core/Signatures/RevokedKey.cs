namespace FunctionsMigrator.Core.Signatures;

/// <summary>A key that never counts again, whatever a commit says of the time it was made.</summary>
/// <param name="Fingerprint">As in <see cref="Signer.Fingerprints"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When.</param>
/// <param name="Signer">The signer whose key it was; null for a key that nobody had added.</param>
public sealed record RevokedKey(string Fingerprint, string Reason, string By, DateTimeOffset At, string? Signer = null);
