namespace FunctionsMigrator.Core.Signatures;

/// <summary>What was read from a text with public keys.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Text">The same keys as the record keeps them; see <see cref="Signer.Text"/>.</param>
/// <param name="Fingerprints">Of every key.</param>
/// <param name="Principals">Patterns of addresses.</param>
public sealed record SignerKeys(SignerKind Kind, string Text, IReadOnlyList<string> Fingerprints, IReadOnlyList<string> Principals);
