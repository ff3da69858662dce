namespace FunctionsMigrator.Core.Signatures;

/// <summary>A signer or keys to revoke, for ever. Exactly one of the first two is given.</summary>
/// <param name="Signer">Name of a signer, all of whose keys are revoked, or the fingerprint of one key.</param>
/// <param name="Keys">OpenSSH public keys, one a line, or an armored OpenPGP key ring; they need not have been added.</param>
/// <param name="Reason">Why; stands in the record and the audit.</param>
public sealed record RevokeSigner(string? Signer, string? Keys, string Reason);
