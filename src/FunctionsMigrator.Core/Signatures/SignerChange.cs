namespace FunctionsMigrator.Core.Signatures;

/// <summary>What made a version of the record of signers out of the one before.</summary>
/// <param name="Event">The audit's name for it: <c>signer-added</c> or <c>signer-revoked</c>.</param>
/// <param name="Subject">The signer, or the fingerprint of a key without one.</param>
/// <param name="Fingerprints">The keys.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, where a reason is asked for.</param>
public sealed record SignerChange(string Event, string Subject, IReadOnlyList<string> Fingerprints, string By, DateTimeOffset At, string? Reason = null);
