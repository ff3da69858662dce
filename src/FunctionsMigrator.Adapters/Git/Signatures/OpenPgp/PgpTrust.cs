using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Signatures;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace FunctionsMigrator.Adapters.Git.Signatures.OpenPgp;

/// <summary>Judges OpenPGP signatures by one version of the record of signers.</summary>
internal sealed class PgpTrust
{
    /// <summary>How the armor of a signature begins.</summary>
    public const string Begin = "-----BEGIN PGP SIGNATURE-----";

    private const int LeastRsaBits = 2048;
    private readonly SignerSet _set;
    private readonly ILookup<long, (Signer Signer, PgpKey Key)> _keys;

    public PgpTrust(SignerSet set)
    {
        _set = set;
        _keys = set.Signers.Where(signer => signer.Kind is SignerKind.OpenPgp)
            .SelectMany(signer => (PgpKeyRing.Read(signer.Text)?.Keys ?? []).Select(key => (signer, key)))
            .ToLookup(pair => pair.key.Key.KeyId);
    }

    public CommitVerdict Judge(CommitText commit, CommitVerdict verdict, DateTimeOffset received)
    {
        if (Parse(commit.Signature!) is not { } signature || signature.SignatureType != PgpSignature.BinaryDocument)
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.Malformed, "Its OpenPGP signature cannot be read, or is not one over the bytes of a document.");
        }

        if (signature.Version != 4 || signature.HashAlgorithm is not (HashAlgorithmTag.Sha256 or HashAlgorithmTag.Sha384 or HashAlgorithmTag.Sha512))
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.UnknownAlgorithm, "Its OpenPGP signature is of another version than 4, or uses another hash than SHA-2 of 256 bits or more.");
        }

        var packets = signature.GetHashedSubPackets();
        if (packets is null || !packets.HasSubpacket(SignatureSubpacketTag.CreationTime) || packets.GetCriticalTags().Any(tag => !Understood(tag)))
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.Malformed, "Its OpenPGP signature does not say when it was made, or demands what is not understood.");
        }

        verdict = verdict with
        {
            SignedAt = new DateTimeOffset(DateTime.SpecifyKind(signature.CreationTime, DateTimeKind.Utc)),
            Key = signature.KeyId.ToString("X16", CultureInfo.InvariantCulture),
        };
        var named = PgpFaults.OrDefault(() => packets.GetIssuerFingerprint()?.GetFingerprint());
        var keys = _keys[signature.KeyId].Where(pair => named is null || pair.Key.Fingerprint == Convert.ToHexString(named)).ToList();
        return keys.Count == 0 ? ByNobody(verdict, named) : ByKey(verdict with { Key = keys[0].Key.Fingerprint, Signer = keys[0].Signer }, signature, keys, commit, received);
    }

    private CommitVerdict ByNobody(CommitVerdict verdict, byte[]? named)
    {
        var key = named is null ? verdict.Key! : Convert.ToHexString(named);
        return _set.RevocationOf(key) is { } revoked
            ? CommitVerifier.Refused(verdict, SignatureCodes.Revoked, $"{revoked.By} revoked the key {key}: {revoked.Reason}")
            : CommitVerifier.Refused(verdict, SignatureCodes.UnknownKey, $"Nobody added its key {key}.");
    }

    private CommitVerdict ByKey(CommitVerdict verdict, PgpSignature signature, List<(Signer Signer, PgpKey Key)> keys, CommitText commit, DateTimeOffset received)
    {
        var key = keys[0].Key;
        if (key.Key.Algorithm is not (PublicKeyAlgorithmTag.RsaGeneral or PublicKeyAlgorithmTag.RsaSign or PublicKeyAlgorithmTag.ECDsa or PublicKeyAlgorithmTag.EdDsa_Legacy)
            || (key.Key.Algorithm is PublicKeyAlgorithmTag.RsaGeneral or PublicKeyAlgorithmTag.RsaSign && key.Key.BitStrength < LeastRsaBits))
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.UnknownAlgorithm, $"Its key {key.Fingerprint} is of an unknown kind, or too short.");
        }

        if (!PgpFaults.OrDefault(() => Fits(signature, key.Key, commit.Payload)))
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.Tampered, $"Its signature by {key.Fingerprint} does not fit.");
        }

        if ((_set.RevocationOf(key.Fingerprint) ?? _set.RevocationOf(key.Primary)) is { } revoked)
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.Revoked, $"{revoked.By} revoked the key {revoked.Fingerprint}: {revoked.Reason}");
        }

        if (keys.Any(pair => pair.Key.Revoked))
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.Revoked, $"The owner revoked the key {key.Fingerprint}.");
        }

        if (!key.Signs)
        {
            return CommitVerifier.Refused(verdict, SignatureCodes.NotASigningKey, $"Its key {key.Fingerprint} is not made for signing, or its subkey is not confirmed by itself.");
        }

        var fitting = keys.Where(pair => MaySignFor(pair.Signer, pair.Key, commit.Committer)).ToList();
        return fitting.Count == 0
            ? CommitVerifier.Refused(verdict, SignatureCodes.OtherCommitter, $"Its key may not sign for the committer {CommitVerifier.Printable(commit.Committer)}.")
            : ByTime(verdict, signature, fitting, received);
    }

    private static CommitVerdict ByTime(CommitVerdict verdict, PgpSignature signature, List<(Signer Signer, PgpKey Key)> keys, DateTimeOffset received)
    {
        var signed = verdict.SignedAt!.Value;
        var lasts = signature.GetHashedSubPackets().GetSignatureExpirationTime();
        var limits = new Validity(null, lasts > 0 ? signed.AddSeconds(lasts) : null);
        Finding? refusal = null;
        foreach (var (signer, key) in keys)
        {
            var validity = key.Validity.And(limits);
            if (validity.Refuse(CommitVerifier.What(verdict), signed, received) is not { } refused)
            {
                return verdict with { Signer = signer, Until = validity.Until };
            }

            refusal ??= refused;
        }

        return verdict with { Refusal = refusal };
    }

    private static bool MaySignFor(Signer signer, PgpKey key, string committer) => signer.Principals.Count > 0
        ? PrincipalPattern.FitsAny(signer.Principals, committer)
        : key.Addresses.Contains(committer, StringComparer.OrdinalIgnoreCase);

    // One signature and nothing behind it: whoever reads only the first must not mean another than whoever reads the last.
    private static PgpSignature? Parse(string armored) => PgpFaults.OrDefault(() =>
    {
        var text = armored.Trim();
        if (text.IndexOf("-----BEGIN", Begin.Length, StringComparison.Ordinal) >= 0)
        {
            return null;
        }

        using var stream = new ArmoredInputStream(new MemoryStream(Encoding.Latin1.GetBytes(text)));
        var objects = new PgpObjectFactory(stream);
        return objects.NextPgpObject() is PgpSignatureList { Count: 1 } list && objects.NextPgpObject() is null ? list[0] : null;
    });

    private static bool Fits(PgpSignature signature, PgpPublicKey key, byte[] payload)
    {
        signature.InitVerify(key);
        signature.Update(payload);
        return signature.Verify();
    }

    private static bool Understood(SignatureSubpacketTag tag) => tag is
        SignatureSubpacketTag.CreationTime or SignatureSubpacketTag.ExpireTime or SignatureSubpacketTag.IssuerKeyId or SignatureSubpacketTag.IssuerFingerprint;
}
