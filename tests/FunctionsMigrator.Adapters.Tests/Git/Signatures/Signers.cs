using FunctionsMigrator.Adapters.Git.Signatures;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Adapters.Tests.Git.Signatures;

/// <summary>Records of signers for tests of the verifier.</summary>
internal static class Signers
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static CommitVerifier Verifier { get; } = new();

    /// <summary>A record with one signer for each text.</summary>
    public static SignerSet Of(params string[] texts) => new(1, [.. texts.Select((text, i) => One($"signer-{i}", text))], []);

    public static Signer One(string name, string text, params string[] principals)
    {
        var keys = Verifier.ReadKeys(text, principals, zone: null).Value;
        return new Signer(name, keys.Kind, keys.Text, keys.Fingerprints, keys.Principals, [], false, "root", Now);
    }

    public static SignerSet Revoking(this SignerSet set, string fingerprint) => set with { Revoked = [new RevokedKey(fingerprint, "stolen", "root", Now)] };

    /// <summary>The code of the refusal; null when the commit counts.</summary>
    public static string? Judge(SignerSet set, byte[] commit, DateTimeOffset? received = null) =>
        Verifier.Verify(new RawCommit(new string('a', 40), commit, []), set, received ?? Now).Refusal?.Code;
}
