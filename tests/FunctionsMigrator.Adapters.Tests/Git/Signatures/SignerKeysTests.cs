using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Adapters.Tests.Git.Signatures;

/// <summary>What an admin may add and revoke, and what is refused before it stands in the record.</summary>
public sealed class SignerKeysTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHa79t3zBrPkUum73HBdqtOb8JJYBucjncsvQf5oS2zo";
    private const string Print = "SHA256:HWfR2xzqBGOuAilD7T47wl7eJCn2imLM9HygunsqJeQ";

    [Theory]
    [InlineData("ada@example.com " + Key, "ada@example.com " + Key)]
    [InlineData("# comment\n\n  ada@example.com,bo@example.com   " + Key + " a comment\r\n", "ada@example.com,bo@example.com " + Key)]
    [InlineData("\"ada@example.com\" Namespaces=\"git,file\",cert-authority " + Key, "ada@example.com cert-authority,namespaces=\"git,file\" " + Key)]
    [InlineData("a@b valid-after=\"20260102Z\",valid-before=\"202601021530Z\" " + Key, "a@b valid-after=\"20260102000000Z\",valid-before=\"20260102153000Z\" " + Key)]
    public void Lines_are_kept_with_times_in_UTC(string text, string kept)
    {
        var keys = Signers.Verifier.ReadKeys(text, [], zone: null).Value;

        Assert.Equal((SignerKind.Ssh, kept), (keys.Kind, keys.Text));
        Assert.Equal(kept, Signers.Verifier.ReadKeys(kept, [], zone: null).Value.Text);
    }

    [Theory]
    [InlineData("valid-after=\"20260701\"", "valid-after=\"20260630220000Z\"")]
    [InlineData("valid-after=\"202610250230\"", "valid-after=\"20261025013000Z\"")]
    [InlineData("valid-before=\"202610250230\"", "valid-before=\"20261025003000Z\"")]
    [InlineData("valid-after=\"202603290230\"", "valid-after=\"20260329010000Z\"")]
    public void A_time_without_Z_is_one_of_the_zone_that_is_given_and_the_key_counts_for_less_where_that_is_not_clear(string option, string kept)
    {
        Assert.Equal($"a@b {kept} {Key}", Signers.Verifier.ReadKeys($"a@b {option} {Key}", [], "Europe/Berlin").Value.Text);
        Assert.Equal("SIG032", Signers.Verifier.ReadKeys($"a@b {option} {Key}", [], zone: null).Findings[0].Code);
    }

    [Fact]
    public void A_plain_public_key_needs_to_be_told_whose_it_is()
    {
        Assert.Equal("SIG031", Signers.Verifier.ReadKeys(Key, [], zone: null).Findings[0].Code);
        Assert.Equal("ada@example.com " + Key, Signers.Verifier.ReadKeys(Key + " comment", ["ada@example.com"], zone: null).Value.Text);
    }

    [Theory]
    [InlineData("", "SIG030")]
    [InlineData("ada@example.com", "SIG030")]
    [InlineData("ada@example.com ssh-dss AAAAB3NzaC1kc3M=", "SIG030")]
    [InlineData("ada@example.com ssh-ed25519 AAAA", "SIG030")]
    [InlineData("ada@example.com ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIHa79t3zBrPkUum73HBdqtOb8JJYBucjncsvQf5oS2zo", "SIG030")]
    [InlineData("ada@example.com unknown=\"x\" " + Key, "SIG030")]
    [InlineData("ada@example.com valid-after=\"soon\" " + Key, "SIG030")]
    [InlineData("ada@example.com valid-after=\"20260101Z\",valid-after=\"20250101Z\" " + Key, "SIG030")]
    [InlineData("ada@example.com namespaces=\"git " + Key, "SIG030")]
    [InlineData("!ada@example.com " + Key, "SIG031")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA", "SIG030")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----", "SIG030")]
    public void What_is_no_key_is_refused(string text, string code) => Assert.Equal(code, Signers.Verifier.ReadKeys(text, [], zone: null).Findings[0].Code);

    [Fact]
    public void More_than_the_record_takes_is_refused()
    {
        Assert.Equal("SIG037", Signers.Verifier.ReadKeys(new string('a', 65_537), [], zone: null).Findings[0].Code);
        Assert.Equal("SIG037", Signers.Verifier.ReadKeys(string.Concat(Enumerable.Repeat($"a@b {Key}\n", 201)), [], zone: null).Findings[0].Code);
    }

    [Fact]
    public void Revoked_keys_are_plain_keys_and_never_a_binary_list()
    {
        Assert.Equal([Print], Signers.Verifier.ReadRevoked(Key).Value);
        Assert.Equal(2, Signers.Verifier.ReadRevoked(File.ReadAllText(Path.Combine(SourceFolders.Project, "Git", "Signatures", "Vectors", "sub.asc"))).Value.Count);
        Assert.Equal("SIG033", Signers.Verifier.ReadRevoked("SSHKRL\n\0\0\0").Findings[0].Code);
    }
}
