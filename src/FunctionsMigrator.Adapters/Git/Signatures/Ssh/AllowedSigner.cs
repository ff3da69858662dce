namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>One line of an allowed_signers file.</summary>
/// <param name="Principals">Patterns of the committers that it may sign for.</param>
/// <param name="Namespaces">Patterns of purposes; null: every one.</param>
/// <param name="Validity">When it counts.</param>
/// <param name="IsAuthority">Whether it signs certificates instead of commits.</param>
/// <param name="Key">The key.</param>
internal sealed record AllowedSigner(IReadOnlyList<string> Principals, IReadOnlyList<string>? Namespaces, Validity Validity, bool IsAuthority, SshKey Key);
