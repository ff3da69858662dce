using System.Text;
using CsCheck;
using FunctionsMigrator.Adapters.Git.Signatures.Ssh;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Adapters.Tests.Git.Signatures;

/// <summary>Commits, signatures and keys come from anybody: whatever the bytes, they are judged or refused, nothing is thrown, and nothing that was changed counts.</summary>
public sealed class ArbitraryInputTests
{
    private static readonly SignerSet Set = Signers.Of(Vector("pia.asc"), Vector("sub.asc"), Vector("sshsig_example.allowed_signers"));

    private static readonly string[] Kinds = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com"];

    [Fact]
    public void Any_bytes_are_a_commit_that_does_not_count() =>
        Gen.Byte.Array[0, 400].Sample(bytes => Assert.NotNull(Signers.Judge(Set, bytes)), iter: 600);

    [Theory]
    [InlineData("pia.commit")]
    [InlineData("sub.commit")]
    [InlineData("ssh")]
    public void A_commit_with_any_byte_of_its_signature_changed_does_not_count_or_counts_for_the_same_key(string vector)
    {
        var commit = Commit(vector);
        Assert.Null(Signers.Judge(Set, commit));
        Gen.Select(Gen.Int[0, commit.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                var changed = commit.ToArray();
                changed[at] = value;
                var verdict = Signers.Verifier.Verify(new RawCommit(new string('a', 40), changed, []), Set, Signers.Now);

                // Armor has lines that say nothing; whatever is signed is the same then.
                Assert.True(verdict.Refusal is not null || Payload(changed).AsSpan().SequenceEqual(Payload(commit)));
            },
            iter: 600);
    }

    [Fact]
    public void Any_bytes_in_the_armor_of_a_signature_are_refused() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool).Sample(
        (bytes, ssh) =>
        {
            var kind = ssh ? "SSH" : "PGP";
            var inner = Convert.ToBase64String(ssh ? [.. SshSignature.Magic, 0, 0, 0, 1, .. bytes] : bytes);
            var commit = $"tree a\ncommitter a <a@b> 1 +0000\ngpgsig -----BEGIN {kind} SIGNATURE-----\n \n {inner}\n -----END {kind} SIGNATURE-----\n\nm";

            Assert.NotNull(Signers.Judge(Set, Encoding.ASCII.GetBytes(commit)));
        },
        iter: 600);

    [Fact]
    public void Any_text_is_read_as_keys_or_refused() =>
        Gen.String[Gen.Frequency((5, Gen.Char[' ', '~']), (1, Gen.Char["\n\",=!\0"])), 0, 200].Sample(text => _ = Signers.Verifier.ReadKeys(text, [], "UTC").Findings, iter: 600);

    [Theory]
    [InlineData("pia.asc")]
    [InlineData("sub.asc")]
    [InlineData("revoked.asc")]
    public void A_key_ring_with_any_byte_changed_is_read_or_refused(string vector)
    {
        var lines = Vector(vector).Split('\n');
        var body = Convert.FromBase64String(string.Concat(lines.Skip(2).TakeWhile(line => !line.StartsWith('='))));
        Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                var changed = body.ToArray();
                changed[at] = value;
                _ = Signers.Verifier.ReadKeys($"{lines[0]}\n\n{Convert.ToBase64String(changed)}\n-----END PGP PUBLIC KEY BLOCK-----", [], null).Findings;
            },
            iter: 300);
    }

    [Fact]
    public void Any_bytes_are_a_key_or_a_certificate_or_none() => Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Byte.Array[0, 300]).Sample(
        (kind, bytes) =>
        {
            byte[] blob = [.. new SshWriter().Text(Kinds[kind]).ToArray(), .. bytes];
            _ = SshKey.Parse(blob);
            _ = SshCertificate.Parse(blob);
        },
        iter: 600);

    [Fact]
    public void A_commit_or_a_signature_of_any_size_is_refused_without_being_read()
    {
        Assert.Equal("SIG007", Signers.Judge(Set, new byte[(4 << 20) + 1]));
        var lengthy = $"tree a\ncommitter a <a@b> 1 +0000\ngpgsig -----BEGIN SSH SIGNATURE-----\n{string.Concat(Enumerable.Repeat(" AAAA\n", 20_000))} -----END SSH SIGNATURE-----\n\nm";
        Assert.Equal("SIG007", Signers.Judge(Set, Encoding.ASCII.GetBytes(lengthy)));
    }

    private static byte[] Payload(byte[] commit) => FunctionsMigrator.Adapters.Git.Signatures.CommitText.Read(commit, out _)!.Payload;

    private static byte[] Commit(string vector)
    {
        if (vector != "ssh")
        {
            return Encoding.UTF8.GetBytes(Vector(vector));
        }

        var payload = Vector("sshsig_example.payload");
        return Encoding.UTF8.GetBytes(payload.Insert(payload.IndexOf("\n\n", StringComparison.Ordinal) + 1, "gpgsig " + Vector("sshsig_example.sig").Trim().ReplaceLineEndings("\n ") + "\n"));
    }

    private static string Vector(string name) => File.ReadAllText(Path.Combine(SourceFolders.Project, "Git", "Signatures", "Vectors", name)).ReplaceLineEndings("\n");
}
