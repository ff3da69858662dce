using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>
/// Checks signatures of commits, SSH and OpenPGP, in this process and without a network. Everything it is given may come from anybody: what cannot be read is a
/// finding and never an exception, and the work it makes is bounded by the size of what it is given.
/// </summary>
public interface ICommitVerifier
{
    /// <summary>
    /// Judges one commit: whether a key of <paramref name="signers"/> that is not revoked signed exactly these bytes for the committer, and was valid both when the
    /// signature says it was made and at <paramref name="received"/>. Never throws; the reason of a refusal is one of <c>SIG001</c> to <c>SIG015</c>.
    /// </summary>
    CommitVerdict Verify(RawCommit commit, SignerSet signers, DateTimeOffset received);

    /// <summary>
    /// Reads what an admin adds: an OpenSSH public key (which needs <paramref name="principals"/>), lines of an allowed_signers file, or an armored OpenPGP key ring.
    /// Principals that are given replace those of the text.
    /// </summary>
    /// <param name="text">The text; at most 64 KiB.</param>
    /// <param name="principals">Patterns of addresses.</param>
    /// <param name="zone">IANA zone of times without Z; null: such a time is <c>SIG032</c>.</param>
    Outcome<SignerKeys> ReadKeys(string text, IReadOnlyList<string> principals, string? zone);

    /// <summary>Reads the fingerprints of keys to revoke: OpenSSH public keys one a line, or an armored OpenPGP key ring. A binary list is <c>SIG033</c>.</summary>
    Outcome<IReadOnlyList<string>> ReadRevoked(string text);
}
