using System.Security.Cryptography;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>Judges SSH signatures by one version of the record of signers.</summary>
internal sealed class SshTrust
{
    private const string Purpose = "git";
    private readonly SignerSet _set;
    private readonly IReadOnlyList<(Signer Signer, AllowedSigner Entry)> _entries;

    public SshTrust(SignerSet set)
    {
        _set = set;
        var reader = new AllowedSigners(zone: null);
        _entries =
        [
            .. set.Signers.Where(signer => signer.Kind is SignerKind.Ssh)
                .SelectMany(signer => reader.Read(signer.Text, []).TryGet(out var entries) ? entries.Select(entry => (signer, entry)) : []),
        ];
    }

    public CommitVerdict Judge(CommitText commit, CommitVerdict verdict, DateTimeOffset received)
    {
        if (SshSignature.Parse(commit.Signature!, out var problem) is not { } signature)
        {
            return Refused(verdict, SignatureCodes.Malformed, $"Its SSH signature cannot be read: {problem}.");
        }

        var certificate = SshCertificate.Parse(signature.PublicKey);
        if ((certificate?.Key ?? SshKey.Parse(signature.PublicKey)) is not { } key)
        {
            var type = new SshReader(signature.PublicKey).Text();
            return SshKey.Knows(type) || SshCertificate.IsCertificate(type) || type.Length == 0
                ? Refused(verdict, SignatureCodes.Malformed, "The key in its SSH signature cannot be read.")
                : Refused(verdict, SignatureCodes.UnknownAlgorithm, $"Its key is of the unknown type '{Printable(type)}'.");
        }

        verdict = verdict with { Key = key.Fingerprint, SignedAt = commit.When };
        return Unfit(verdict, commit, signature, key) ?? ByRecord(verdict, commit, key, certificate, received);
    }

    private static CommitVerdict? Unfit(CommitVerdict verdict, CommitText commit, SshSignature signature, SshKey key)
    {
        if (signature.Namespace != Purpose)
        {
            return Refused(verdict, SignatureCodes.WrongNamespace, $"Its signature was made for '{Printable(signature.Namespace)}' and not for '{Purpose}'.");
        }

        var digest = signature.Hash switch
        {
            "sha512" => SHA512.HashData(commit.Payload),
            "sha256" => SHA256.HashData(commit.Payload),
            _ => null,
        };
        if (digest is null)
        {
            return Refused(verdict, SignatureCodes.UnknownAlgorithm, $"Its signature uses the hash '{Printable(signature.Hash)}'; sha256 and sha512 are known.");
        }

        return SshCryptography.Check(key, signature.Signature, signature.SignedText(digest)) switch
        {
            SshFit.Fits => null,
            SshFit.UnknownAlgorithm => Refused(verdict, SignatureCodes.UnknownAlgorithm, $"Its signature uses an algorithm that is unknown, too weak, or not one of its key {key.Fingerprint}."),
            SshFit.Malformed => Refused(verdict, SignatureCodes.Malformed, "Its SSH signature is cut, or something follows it."),
            _ => Refused(verdict, SignatureCodes.Tampered, $"Its signature by {key.Fingerprint} does not fit."),
        };
    }

    private CommitVerdict ByRecord(CommitVerdict verdict, CommitText commit, SshKey key, SshCertificate? certificate, DateTimeOffset received)
    {
        string?[] used = [key.Fingerprint, certificate?.Authority.Fingerprint];
        if (used.OfType<string>().Select(_set.RevocationOf).FirstOrDefault(revoked => revoked is not null) is { } revoked)
        {
            return Refused(verdict, SignatureCodes.Revoked, $"{revoked.By} revoked the key {revoked.Fingerprint}: {revoked.Reason}");
        }

        var authority = certificate?.Authority;
        var entries = _entries.Where(entry => entry.Entry.IsAuthority == (authority is not null) && entry.Entry.Key.Fingerprint == (authority ?? key).Fingerprint).ToList();
        if (entries.Count == 0)
        {
            return Refused(verdict, SignatureCodes.UnknownKey, authority is null
                ? $"Nobody added its key {key.Fingerprint}."
                : $"Nobody added the authority {authority.Fingerprint} of its certificate.");
        }

        verdict = verdict with { Signer = entries[0].Signer };
        if (certificate is not null && WhyNot(certificate) is { } why)
        {
            return Refused(verdict, SignatureCodes.BadCertificate, $"Its certificate {why}.");
        }

        entries = [.. entries.Where(entry => entry.Entry.Namespaces is not { } namespaces || PrincipalPattern.FitsAny(namespaces, Purpose))];
        if (entries.Count == 0)
        {
            return Refused(verdict, SignatureCodes.WrongNamespace, $"The entry of its key allows other purposes than '{Purpose}'.");
        }

        entries = [.. entries.Where(entry => PrincipalPattern.FitsAny(entry.Entry.Principals, commit.Committer))];
        if (entries.Count == 0 || certificate?.Principals.Contains(commit.Committer) == false)
        {
            return Refused(verdict, SignatureCodes.OtherCommitter, $"Its key may not sign for the committer {Printable(commit.Committer)}.");
        }

        return ByTime(verdict, entries, certificate, commit, received);
    }

    // Several lines may hold the same key for times that follow each other.
    private static CommitVerdict ByTime(
        CommitVerdict verdict, List<(Signer Signer, AllowedSigner Entry)> entries, SshCertificate? certificate, CommitText commit, DateTimeOffset received)
    {
        var limits = certificate is null ? default : new Validity(certificate.From, certificate.Until);
        Finding? refusal = null;
        foreach (var (signer, entry) in entries)
        {
            var validity = entry.Validity.And(limits);
            if (validity.Refuse(CommitVerifier.What(verdict), commit.When, received) is not { } refused)
            {
                return verdict with { Signer = signer, Until = validity.Until };
            }

            refusal ??= refused;
        }

        return verdict with { Refusal = refusal };
    }

    private static string? WhyNot(SshCertificate certificate)
    {
        if (!certificate.IsUser)
        {
            return "is one of a host";
        }

        if (certificate.Principals.Count == 0)
        {
            return "names no principal";
        }

        if (certificate.CriticalOptions.Count > 0)
        {
            return $"has the critical option '{Printable(certificate.CriticalOptions[0])}', which says nothing of commits";
        }

        return SshCryptography.Check(certificate.Authority, certificate.Signature, certificate.Signed) is SshFit.Fits ? null : "is not signed by its authority";
    }

    private static CommitVerdict Refused(CommitVerdict verdict, FailureCode code, string message) => CommitVerifier.Refused(verdict, code, message);

    private static string Printable(string text) => CommitVerifier.Printable(text);
}
