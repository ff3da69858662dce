using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Adapters.Tests.Git.Signatures;

/// <summary>Commits that the real git and gpg signed on 10 January 2026, with keys made on the first of that month.</summary>
public sealed class OpenPgpSignatureTests
{
    [Theory]
    [InlineData("pia", "pia", null)]
    [InlineData("sub", "sub", null)]
    [InlineData("unknown", "pia", "SIG002")]
    [InlineData("revoked", "revoked", "SIG005")]
    public void A_commit_signed_by_gpg_counts_by_the_ring_of_its_key(string commit, string ring, string? code) =>
        Assert.Equal(code, Signers.Judge(Signers.Of(Vector(ring + ".asc")), Bytes(commit)));

    [Theory]
    [InlineData("short-in-time", "short", "2026-01-11", null)]
    [InlineData("short-in-time", "short", "2026-02-01", "SIG010")]
    [InlineData("short-in-time", "short-extended", "2026-02-01", null)]
    [InlineData("short-too-late", "short", "2026-06-11", "SIG003")]
    [InlineData("short-too-late", "short-extended", "2026-06-11", null)]
    [InlineData("short-too-late", "short-extended", "2027-06-11", "SIG010")]
    [InlineData("pia", "pia", "2025-12-31", "SIG004")]
    public void A_key_counts_until_it_expires_and_a_commit_is_as_old_as_its_arrival(string commit, string ring, string received, string? code) =>
        Assert.Equal(code, Signers.Judge(Signers.Of(Vector(ring + ".asc")), Bytes(commit), DateTimeOffset.Parse(received + "T00:00:00Z", CultureInfo.InvariantCulture)));

    [Fact]
    public void An_edited_commit_does_not_count()
    {
        var edited = Encoding.UTF8.GetString(Bytes("pia")).Replace("Change by", "Changed by", StringComparison.Ordinal);

        Assert.Equal("SIG008", Signers.Judge(Signers.Of(Vector("pia.asc")), Encoding.UTF8.GetBytes(edited)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_key_or_the_first_key_of_its_ring_can_be_revoked_by_an_admin(int key)
    {
        var set = Signers.Of(Vector("sub.asc"));

        Assert.Equal("SIG005", Signers.Judge(set.Revoking(set.Signers[0].Fingerprints[key]), Bytes("sub")));
    }

    [Fact]
    public void The_principals_that_an_admin_gives_replace_the_addresses_of_the_key()
    {
        var set = new SignerSet(1, [Signers.One("pia", Vector("pia.asc"), "bo@example.com")], []);

        Assert.Equal("SIG011", Signers.Judge(set, Bytes("pia")));
    }

    [Theory]
    [InlineData("-----BEGIN SIGNED MESSAGE-----", "SIG009")]
    [InlineData("-----BEGIN PGP SIGNED MESSAGE-----", "SIG009")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n garbage", "SIG007")]
    public void Another_kind_of_signature_does_not_count(string begin, string code)
    {
        var edited = Encoding.UTF8.GetString(Bytes("pia")).Replace("-----BEGIN PGP SIGNATURE-----", begin, StringComparison.Ordinal);

        Assert.Equal(code, Signers.Judge(Signers.Of(Vector("pia.asc")), Encoding.UTF8.GetBytes(edited)));
    }

    [Fact]
    public void A_ring_whose_own_signatures_do_not_fit_holds_no_key()
    {
        // An end that the owner did not sign for.
        var lines = Vector("short.asc").Split('\n');
        var body = Convert.FromBase64String(string.Concat(lines.Skip(2).TakeWhile(line => !line.StartsWith('='))));
        var at = body.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x00, 0x27, 0x8D, 0x00]);
        body[at] = 0x01;
        var forged = $"{lines[0]}\n\n{Convert.ToBase64String(body)}\n-----END PGP PUBLIC KEY BLOCK-----";

        Assert.Equal("SIG030", Signers.Verifier.ReadKeys(forged, [], null).Findings[0].Code);
    }

    private static string Vector(string name) => File.ReadAllText(Path.Combine(SourceFolders.Project, "Git", "Signatures", "Vectors", name)).ReplaceLineEndings("\n");

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(Vector(name + ".commit"));
}
