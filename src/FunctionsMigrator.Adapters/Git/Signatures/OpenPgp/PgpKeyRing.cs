using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace FunctionsMigrator.Adapters.Git.Signatures.OpenPgp;

/// <summary>The keys of an armored key ring. What nobody signed does not count: addresses, ends and flags without a good signature of the first key are not there.</summary>
/// <param name="Keys">All keys.</param>
internal sealed record PgpKeyRing(IReadOnlyList<PgpKey> Keys)
{
    private const string Begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private const int MostKeys = 200;
    private const int SigningFlag = 0x02;

    /// <summary>Whether the text is an armored key ring, by its first line.</summary>
    public static bool IsArmored(string text) => text.TrimStart().StartsWith(Begin, StringComparison.Ordinal);

    /// <summary>Reads a ring; null where it cannot be read, holds no confirmed key, or is more than one block.</summary>
    public static PgpKeyRing? Read(string text)
    {
        var armored = text.Trim();
        if (armored.IndexOf(Begin, Begin.Length, StringComparison.Ordinal) >= 0)
        {
            return null;
        }

        var keys = PgpFaults.OrDefault(() =>
        {
            using var stream = new ArmoredInputStream(new MemoryStream(Encoding.UTF8.GetBytes(armored)));
            return new PgpPublicKeyRingBundle(stream).GetKeyRings().SelectMany(KeysOf).Take(MostKeys + 1).ToList();
        });
        return keys is { Count: > 0 and <= MostKeys } ? new PgpKeyRing(keys) : null;
    }

    private static IEnumerable<PgpKey> KeysOf(PgpPublicKeyRing ring)
    {
        var first = ring.GetPublicKey();
        var (addresses, latest) = Confirmed(first);
        if (latest is null)
        {
            yield break;
        }

        var (name, created) = (FingerprintOf(first), At(first.CreationTime));
        var revoked = Own(first, PgpSignature.KeyRevocation, first).Any(signature => Fits(first, () => signature.VerifyCertification(first), signature));
        var validity = new Validity(created, End(created, latest));
        yield return new PgpKey(first, name, name, Flags(latest) is not { } flags || (flags & SigningFlag) != 0, revoked, validity, addresses);
        foreach (var key in ring.GetPublicKeys().Where(key => !key.IsMasterKey))
        {
            if (Newest(Own(key, PgpSignature.SubkeyBinding, first).Where(signature => Fits(first, () => signature.VerifyCertification(first, key), signature))) is not { } binding)
            {
                continue;
            }

            var taken = Own(key, PgpSignature.SubkeyRevocation, first).Any(signature => Fits(first, () => signature.VerifyCertification(first, key), signature));
            var begun = At(key.CreationTime);
            yield return new PgpKey(
                key,
                FingerprintOf(key),
                name,
                (Flags(binding) & SigningFlag) is > 0 && BindsBack(first, key, binding),
                revoked || taken,
                new Validity(begun, End(begun, binding)).And(validity),
                addresses);
        }
    }

    // The addresses that count, and the newest of the signatures in which the first key speaks of itself.
    private static (IReadOnlyList<string> Addresses, PgpSignature? Latest) Confirmed(PgpPublicKey first)
    {
        var (addresses, spoken) = (new List<string>(), new List<PgpSignature>());
        spoken.AddRange(Own(first, PgpSignature.DirectKey, first).Where(signature => Fits(first, () => signature.VerifyCertification(first), signature)));
        foreach (var user in first.GetUserIds())
        {
            var own = (first.GetSignaturesForId(user) ?? []).Where(signature => signature.KeyId == first.KeyId && Fits(first, () => signature.VerifyCertification(user, first), signature)).ToList();
            var confirmed = Newest(own.Where(signature => signature.IsCertification()));
            var taken = Newest(own.Where(signature => signature.SignatureType == PgpSignature.CertificationRevocation));
            if (confirmed is null || taken?.CreationTime >= confirmed.CreationTime)
            {
                continue;
            }

            spoken.Add(confirmed);
            if (AddressIn(user) is { } address)
            {
                addresses.Add(address);
            }
        }

        return (addresses, Newest(spoken));
    }

    // A key that only claims to belong to the ring would let its owner sign in another's name: the subkey itself must have agreed.
    private static bool BindsBack(PgpPublicKey first, PgpPublicKey key, PgpSignature binding) => PgpFaults.OrDefault(() =>
        new[] { binding.GetHashedSubPackets(), binding.GetUnhashedSubPackets() }
            .Where(packets => packets is not null)
            .SelectMany(packets => All(packets.GetEmbeddedSignatures()))
            .Any(signature => signature.SignatureType == PgpSignature.PrimaryKeyBinding && Fits(key, () => signature.VerifyCertification(first, key), signature)));

    private static IEnumerable<PgpSignature> All(PgpSignatureList list) => Enumerable.Range(0, list.Count).Select(i => list[i]);

    private static IEnumerable<PgpSignature> Own(PgpPublicKey key, int type, PgpPublicKey by) =>
        key.GetSignaturesOfType(type).Where(signature => signature.KeyId == by.KeyId);

    private static bool Fits(PgpPublicKey by, Func<bool> verify, PgpSignature signature) => PgpFaults.OrDefault(() =>
    {
        signature.InitVerify(by);
        return verify();
    });

    private static PgpSignature? Newest(IEnumerable<PgpSignature> signatures) => signatures.MaxBy(signature => signature.CreationTime);

    private static int? Flags(PgpSignature signature) =>
        signature.GetHashedSubPackets() is { } packets && packets.HasSubpacket(SignatureSubpacketTag.KeyFlags) ? packets.GetKeyFlags() : null;

    private static DateTimeOffset? End(DateTimeOffset created, PgpSignature signature) =>
        signature.GetHashedSubPackets()?.GetKeyExpirationTime() is { } seconds and > 0 ? created.AddSeconds(seconds) : null;

    private static string? AddressIn(string user)
    {
        var (open, close) = (user.LastIndexOf('<'), user.LastIndexOf('>'));
        var address = open >= 0 && close > open ? user[(open + 1)..close] : user;
        return address.Contains('@', StringComparison.Ordinal) && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? address : null;
    }

    private static DateTimeOffset At(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static string FingerprintOf(PgpPublicKey key) => Convert.ToHexString(key.GetFingerprint());
}
