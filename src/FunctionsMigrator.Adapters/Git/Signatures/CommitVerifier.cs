using System.Runtime.CompilerServices;
using System.Text;
using FunctionsMigrator.Adapters.Git.Signatures.OpenPgp;
using FunctionsMigrator.Adapters.Git.Signatures.Ssh;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Signatures;
using NodaTime;

namespace FunctionsMigrator.Adapters.Git.Signatures;

/// <summary>Checks SSH and OpenPGP signatures of commits with a library, without ssh-keygen, gpg, an agent or anybody's key ring.</summary>
public sealed class CommitVerifier : ICommitVerifier
{
    private const int LongestText = 64 << 10;

    // What a record holds is read once for all commits that are judged by it.
    private readonly ConditionalWeakTable<SignerSet, Trust> _trust = [];

    /// <inheritdoc/>
    public CommitVerdict Verify(RawCommit commit, SignerSet signers, DateTimeOffset received)
    {
        if (CommitText.Read(commit.Bytes.Span, out var problem) is not { } text)
        {
            return Refused(new CommitVerdict(commit.Sha, ""), SignatureCodes.Malformed, $"It cannot be read in one way only: {problem}.");
        }

        var verdict = new CommitVerdict(commit.Sha, text.Committer);
        if (text.Signature is null)
        {
            return Refused(verdict, SignatureCodes.Unsigned, $"Its committer {Printable(text.Committer)} did not sign it.");
        }

        var trust = _trust.GetValue(signers, set => new Trust(new SshTrust(set), new PgpTrust(set)));
        return text.Signature.TrimStart() switch
        {
            var ssh when ssh.StartsWith(SshSignature.Begin, StringComparison.Ordinal) => trust.Ssh.Judge(text, verdict, received),
            var pgp when pgp.StartsWith(PgpTrust.Begin, StringComparison.Ordinal) => trust.Pgp.Judge(text, verdict, received),
            _ => Refused(verdict, SignatureCodes.UnknownAlgorithm, "Its signature is neither one of SSH nor one of OpenPGP."),
        };
    }

    /// <inheritdoc/>
    public Outcome<SignerKeys> ReadKeys(string text, IReadOnlyList<string> principals, string? zone)
    {
        if (text.Length > LongestText)
        {
            return SignatureCodes.TooMuch.Fail<SignerKeys>($"The text has {text.Length} characters; {LongestText} are read.");
        }

        if (PgpKeyRing.IsArmored(text))
        {
            return ReadRing(text, principals);
        }

        var named = zone is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone);
        if (zone is not null && named is null)
        {
            return SignatureCodes.NoZone.Fail<SignerKeys>($"There is no time zone '{zone}'.");
        }

        var read = new AllowedSigners(named).Read(text, principals);
        return read.TryGet(out var entries)
            ? Outcome.Of(new SignerKeys(
                SignerKind.Ssh,
                string.Join('\n', entries.Select(AllowedSigners.Write)),
                [.. entries.Select(entry => entry.Key.Fingerprint).Distinct()],
                [.. entries.SelectMany(entry => entry.Principals).Distinct()]))
            : read.As<SignerKeys>();
    }

    /// <inheritdoc/>
    public Outcome<IReadOnlyList<string>> ReadRevoked(string text)
    {
        if (text.StartsWith("SSHKRL\n", StringComparison.Ordinal))
        {
            return SignatureCodes.BinaryList.Fail<IReadOnlyList<string>>("The text is a binary key revocation list of OpenSSH.");
        }

        // Whose the keys were does not matter any more.
        var read = ReadKeys(text, PgpKeyRing.IsArmored(text) ? [] : ["*"], zone: "UTC");
        return read.TryGet(out var keys) ? Outcome.Of(keys.Fingerprints) : read.As<IReadOnlyList<string>>();
    }

    /// <summary>How messages name the commit.</summary>
    internal static string What(CommitVerdict verdict) => $"Commit {verdict.Sha[..Math.Min(7, verdict.Sha.Length)]}";

    /// <summary>The verdict with a refusal.</summary>
    internal static CommitVerdict Refused(CommitVerdict verdict, FailureCode code, string message) =>
        verdict with { Refusal = code.Finding($"{What(verdict)}: {message}") };

    /// <summary>Somebody else's text in one of our messages: short, and nothing that moves a cursor.</summary>
    internal static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(100))
        {
            shown.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format ? "?" : rune.ToString());
        }

        return shown.ToString();
    }

    private static Outcome<SignerKeys> ReadRing(string text, IReadOnlyList<string> principals)
    {
        if (PgpKeyRing.Read(text) is not { } ring)
        {
            return SignatureCodes.BadKey.Fail<SignerKeys>("The OpenPGP key ring cannot be read, or holds no public key.");
        }

        return principals.Count > 0 || ring.Keys.Any(key => key.Addresses.Count > 0)
            ? Outcome.Of(new SignerKeys(SignerKind.OpenPgp, text.Trim(), [.. ring.Keys.Select(key => key.Fingerprint).Distinct()], principals))
            : SignatureCodes.NoPrincipal.Fail<SignerKeys>("The OpenPGP key names no address.");
    }

    private sealed record Trust(SshTrust Ssh, PgpTrust Pgp);
}
