using Org.BouncyCastle.Bcpg.OpenPgp;

namespace FunctionsMigrator.Adapters.Git.Signatures.OpenPgp;

/// <summary>One public key of a ring, with what its owner says of it in signatures that were checked.</summary>
/// <param name="Key">The key.</param>
/// <param name="Fingerprint">Upper-case hexadecimal digits.</param>
/// <param name="Primary">Fingerprint of the ring's first key; the same for that key itself.</param>
/// <param name="Signs">Whether it is made for signing.</param>
/// <param name="Revoked">Whether its owner revoked it, or the ring's first key.</param>
/// <param name="Validity">When it counts.</param>
/// <param name="Addresses">E-mail addresses of the ring, confirmed by its first key and not taken back.</param>
internal sealed record PgpKey(
    PgpPublicKey Key, string Fingerprint, string Primary, bool Signs, bool Revoked, Validity Validity, IReadOnlyList<string> Addresses);
