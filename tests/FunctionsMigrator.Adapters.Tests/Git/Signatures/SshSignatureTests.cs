using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Git.Signatures.Ssh;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Signing;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace FunctionsMigrator.Adapters.Tests.Git.Signatures;

/// <summary>Commits that the real git and ssh-keygen signed, and what becomes of them when something about them is not right.</summary>
public sealed class SshSignatureTests : IDisposable
{
    private static readonly DateTimeOffset Made = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TestFolder _folder = new();
    private readonly SigningGit _git;

    public SshSignatureTests() => _git = new SigningGit(_folder["repo"]);

    [Fact]
    public void The_published_example_is_verified()
    {
        var vectors = Path.Combine(SourceFolders.Project, "Git", "Signatures", "Vectors");
        var payload = File.ReadAllText(Path.Combine(vectors, "sshsig_example.payload"));
        var signature = File.ReadAllText(Path.Combine(vectors, "sshsig_example.sig")).TrimEnd();
        var signers = Signers.Of(File.ReadAllText(Path.Combine(vectors, "sshsig_example.allowed_signers")));

        Assert.Null(Signers.Judge(signers, WithSignature(payload, signature)));
        Assert.Equal("SIG008", Signers.Judge(signers, WithSignature(payload.Replace("migration 1", "migration 2", StringComparison.Ordinal), signature)));
    }

    [Theory]
    [InlineData("ed25519", null)]
    [InlineData("ecdsa", 256)]
    [InlineData("ecdsa", 384)]
    [InlineData("ecdsa", 521)]
    [InlineData("rsa", 2048)]
    [InlineData("rsa", 3072)]
    public async Task A_commit_signed_by_git_counts_for_every_kind_of_key(string type, int? bits)
    {
        var key = _git.Key("ada", type, bits);
        var raw = await CommitAsync(key);

        var verdict = Signers.Verifier.Verify(raw, Signers.Of("ada@example.com " + _git.Public(key)), Signers.Now);

        Assert.Null(verdict.Refusal);
        Assert.Equal(("signer-0", "ada@example.com", Made), (verdict.Signer?.Name, verdict.Committer, verdict.SignedAt));
    }

    [Fact]
    public async Task A_key_of_too_few_bits_does_not_count()
    {
        var key = _git.Key("ada", "rsa", 1024);

        Assert.Equal("SIG009", await JudgeAsync(key, "ada@example.com " + _git.Public(key)));
    }

    [Fact]
    public async Task An_unsigned_commit_does_not_count()
    {
        var key = _git.Key("ada");
        _git.Commit("Change", null, Made);

        Assert.Equal("SIG001", Signers.Judge(Signers.Of("ada@example.com " + _git.Public(key)), (await ReadAsync()).Bytes.ToArray()));
    }

    [Fact]
    public async Task A_key_that_nobody_added_does_not_count() =>
        Assert.Equal("SIG002", await JudgeAsync(_git.Key("ada"), "ada@example.com " + _git.Public(_git.Key("other"))));

    [Fact]
    public async Task A_revoked_key_does_not_count_whenever_the_commit_was_made()
    {
        var key = _git.Key("ada");
        var set = Signers.Of("ada@example.com " + _git.Public(key));
        var raw = await CommitAsync(key);

        Assert.Null(Signers.Judge(set, raw.Bytes.ToArray()));
        Assert.Equal("SIG005", Signers.Judge(set.Revoking(set.Signers[0].Fingerprints[0]), raw.Bytes.ToArray()));
    }

    [Theory]
    [InlineData("valid-after=\"20261120Z\"", null)]
    [InlineData("valid-after=\"20261120120001Z\"", "SIG004")]
    [InlineData("valid-before=\"20261120120000Z\"", "SIG003")]
    [InlineData("valid-before=\"202611201201Z\"", "SIG010")]
    [InlineData("valid-before=\"20261123090001Z\"", null)]
    [InlineData("valid-before=\"20261123090000Z\"", "SIG010")]
    [InlineData("namespaces=\"git,file\"", null)]
    [InlineData("namespaces=\"file\"", "SIG006")]
    [InlineData("namespaces=\"g*,!git\"", "SIG006")]
    [InlineData("cert-authority", "SIG002")]
    public async Task The_options_of_an_entry_hold(string options, string? code)
    {
        var key = _git.Key("ada");

        Assert.Equal(code, await JudgeAsync(key, $"ada@example.com {options} {_git.Public(key)}"));
    }

    [Theory]
    [InlineData("*@example.com", null)]
    [InlineData("bo@example.com,ad?@example.com", null)]
    [InlineData("*@example.com,!ada@*", "SIG011")]
    [InlineData("bo@example.com", "SIG011")]
    [InlineData("ada@example.com.evil", "SIG011")]
    public async Task A_key_signs_only_for_its_principals(string principals, string? code)
    {
        var key = _git.Key("ada");

        Assert.Equal(code, await JudgeAsync(key, $"{principals} {_git.Public(key)}"));
    }

    [Fact]
    public async Task A_key_with_two_entries_counts_in_the_time_of_either()
    {
        var key = _git.Key("ada");
        var early = $"ada@example.com valid-before=\"20260101Z\" {_git.Public(key)}";

        Assert.Null(await JudgeAsync(key, $"{early}\nada@example.com valid-after=\"20260101Z\" {_git.Public(key)}"));
    }

    [Theory]
    [InlineData("author ada", "author eve")]
    [InlineData("+0100\n", "+0200\n")]
    [InlineData("\n\nChange", "\n\nchange")]
    [InlineData("tree 4b825", "tree 5b825")]
    public async Task Every_byte_of_the_commit_is_signed(string from, string to)
    {
        var key = _git.Key("ada");
        var raw = Encoding.Latin1.GetString((await CommitAsync(key)).Bytes.Span);
        var edited = Edit(raw, from, to);

        Assert.Equal("SIG008", Signers.Judge(Signers.Of("ada@example.com " + _git.Public(key)), edited));
    }

    [Fact]
    public async Task A_commit_read_from_git_is_the_object_byte_by_byte_with_its_encoding_and_merged_tag()
    {
        var key = _git.Key("ada");
        _git.Commit("First", key, Made);
        _git.Git("checkout", "--quiet", "-b", "side");
        File.WriteAllText(Path.Combine(_folder["repo"], "a"), "a");
        _git.Commit("Side", key, Made);
        _git.Git("-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "gpg.format=ssh", "-c", "user.signingkey=" + key, "tag", "-s", "-m", "tagged", "v1");
        _git.Git("checkout", "--quiet", "main");
        _git.Git("config", "i18n.commitEncoding", "ISO-8859-1");
        File.WriteAllText(Path.Combine(_folder["repo"], "b"), "b");
        _git.Commit("Main", key, Made);
        var sha = _git.Merge("v1", key, Made);

        var raw = await ReadAsync();

        Assert.Equal(sha, _git.Replace(raw.Bytes.ToArray()));
        var text = Encoding.Latin1.GetString(raw.Bytes.Span);
        Assert.Contains("\nencoding ISO-8859-1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nmergetag object ", text, StringComparison.Ordinal);
        Assert.Null(Signers.Judge(Signers.Of("ada@example.com " + _git.Public(key)), raw.Bytes.ToArray()));
    }

    [Fact]
    public void A_signature_for_another_purpose_does_not_count()
    {
        var key = _git.Key("ada");
        var set = Signers.Of("ada@example.com " + _git.Public(key));

        Assert.Null(Signers.Judge(set, Signed(key, "git")));
        Assert.Equal("SIG006", Signers.Judge(set, Signed(key, "file")));
    }

    [Fact]
    public void A_signature_of_a_later_version_or_with_something_behind_it_is_malformed()
    {
        var key = _git.Key("ada");
        var set = Signers.Of("ada@example.com " + _git.Public(key));
        var blob = Convert.FromBase64String(string.Concat(_git.Sign(key, Encoding.UTF8.GetBytes(Payload), "git").Split('\n').Where(line => !line.StartsWith('-'))));

        Assert.Null(Signers.Judge(set, WithSignature(Payload, Armor(blob))));
        Assert.Equal("SIG007", Signers.Judge(set, WithSignature(Payload, Armor([.. blob, 0]))));
        blob[9] = 2;
        Assert.Equal("SIG007", Signers.Judge(set, WithSignature(Payload, Armor(blob))));
    }

    [Fact]
    public void A_signature_with_the_old_algorithm_of_RSA_or_an_old_hash_does_not_count()
    {
        var key = _git.Key("ada", "rsa", 2048);
        var set = Signers.Of("ada@example.com " + _git.Public(key));
        var blob = SshSignature.Parse(_git.Sign(key, Encoding.UTF8.GetBytes(Payload), "git"), out _)!;

        Assert.Equal("SIG009", Signers.Judge(set, WithSignature(Payload, Armor(Write(blob with { Hash = "sha1" })))));
        var old = new SshWriter().Text("ssh-rsa").Bytes(new byte[256]).ToArray();
        Assert.Equal("SIG009", Signers.Judge(set, WithSignature(Payload, Armor(Write(blob with { Signature = old })))));
    }

    [Fact]
    public async Task Two_signatures_in_one_commit_are_malformed()
    {
        var key = _git.Key("ada");
        var raw = Encoding.Latin1.GetString((await CommitAsync(key)).Bytes.Span);
        var from = raw.IndexOf("gpgsig ", StringComparison.Ordinal);
        var header = raw[from..(raw.IndexOf("END SSH SIGNATURE-----\n", StringComparison.Ordinal) + 23)];

        Assert.Equal("SIG007", Signers.Judge(Signers.Of("ada@example.com " + _git.Public(key)), Encoding.Latin1.GetBytes(raw.Insert(from, header))));
        Assert.Equal("SIG007", Signers.Judge(Signers.Of("ada@example.com " + _git.Public(key)), Encoding.Latin1.GetBytes(raw.Insert(from, "gpgsig-x evil\n"))));
    }

    [Theory]
    [InlineData("ada@example.com", "", null)]
    [InlineData("bo@example.com", "", "SIG011")]
    [InlineData("ada@example.com", "-O force-command=/bin/true", "SIG012")]
    [InlineData("ada@example.com", "-h", "SIG012")]
    [InlineData("ada@example.com", "-V 20261101000000Z:20261120115959Z", "SIG003")]
    [InlineData("ada@example.com", "-V 20261120120001Z:20270101000000Z", "SIG004")]
    [InlineData("ada@example.com", "-V 20261101000000Z:20261121000000Z", "SIG010")]
    [InlineData("ada@example.com", "-V 20261101000000Z:20270101000000Z", null)]
    public async Task A_certificate_counts_for_its_principals_in_its_time_and_without_restrictions(string principals, string options, string? code)
    {
        var (authority, key) = (_git.Key("authority"), _git.Key("ada"));
        var certificate = _git.Certify(authority, key, principals, options.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(code, await JudgeAsync(certificate, $"*@example.com cert-authority {_git.Public(authority)}"));
    }

    [Fact]
    public async Task A_certificate_of_an_authority_that_nobody_added_or_that_is_no_authority_does_not_count()
    {
        var (authority, key) = (_git.Key("authority"), _git.Key("ada"));
        var raw = await CommitAsync(_git.Certify(authority, key, "ada@example.com"));

        Assert.Equal("SIG002", Signers.Judge(Signers.Of($"*@example.com cert-authority {_git.Public(_git.Key("other"))}"), raw.Bytes.ToArray()));
        Assert.Equal("SIG002", Signers.Judge(Signers.Of($"*@example.com {_git.Public(authority)}"), raw.Bytes.ToArray()));
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("ada")]
    public async Task A_certificate_does_not_count_when_its_authority_or_its_key_is_revoked(string revoked)
    {
        var (authority, key) = (_git.Key("authority"), _git.Key("ada"));
        var raw = await CommitAsync(_git.Certify(authority, key, "ada@example.com"));
        var set = Signers.Of($"*@example.com cert-authority {_git.Public(authority)}");
        var print = Signers.Verifier.ReadRevoked(_git.Public(revoked == "ada" ? key : authority)).Value[0];

        Assert.Equal("SIG005", Signers.Judge(set.Revoking(print), raw.Bytes.ToArray()));
    }

    [Fact]
    public async Task A_certificate_that_its_authority_did_not_sign_does_not_count()
    {
        var (authority, key) = (_git.Key("authority"), _git.Key("ada"));
        _git.Certify(authority, key, "bo@example.com");
        var file = key + "-cert.pub";
        var words = (await File.ReadAllTextAsync(file, CancellationToken.None)).Split(' ');
        var blob = Convert.FromBase64String(words[1]);
        var at = blob.AsSpan().IndexOf("bo@"u8);
        var forged = SshCertificate.Parse([.. blob[..(at - 8)], 0, 0, 0, 19, 0, 0, 0, 15, .. "ada@example.com"u8, .. blob[(at + 14)..]])!;
        var signed = SshSignature.Parse(_git.Sign(key, Encoding.UTF8.GetBytes(Payload), "git"), out _)!;

        var commit = WithSignature(Payload, Armor(Write(signed with { PublicKey = [.. forged.Signed, .. new SshWriter().Bytes(forged.Signature).ToArray()] })));

        Assert.Equal("SIG012", Signers.Judge(Signers.Of($"*@example.com cert-authority {_git.Public(authority)}"), commit));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, "SIG008")]
    public void A_key_in_hardware_counts_only_when_a_person_touched_it(byte flags, string? code)
    {
        var secret = new Ed25519PrivateKeyParameters(new SecureRandom());
        var key = new SshWriter().Text("sk-ssh-ed25519@openssh.com").Bytes(secret.GeneratePublicKey().GetEncoded()).Text("ssh:").ToArray();
        var signature = new SshSignature(key, "git", [], "sha512", []);
        byte[] counted = [flags, 0, 0, 0, 7];
        var message = SHA256.HashData(signature.SignedText(SHA512.HashData(Encoding.UTF8.GetBytes(Payload))));
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, secret);
        byte[] signed = [.. SHA256.HashData("ssh:"u8), .. counted, .. message];
        signer.BlockUpdate(signed, 0, signed.Length);
        var inner = new SshWriter().Text("sk-ssh-ed25519@openssh.com").Bytes(signer.GenerateSignature()).Raw(counted).ToArray();

        var commit = WithSignature(Payload, Armor(Write(signature with { Signature = inner })));

        Assert.Equal(code, Signers.Judge(Signers.Of($"ada@example.com sk-ssh-ed25519@openssh.com {Convert.ToBase64String(key)}"), commit));
    }

    [Fact]
    public async Task What_a_merge_brings_along_is_not_its_own_and_what_it_makes_up_is()
    {
        void Write(string path, string text) => File.WriteAllText(Path.Combine(_folder["repo"], path), text);
        Write("kept", "1\n");
        Write("both", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        _git.Commit("First", null, Made);
        _git.Git("checkout", "--quiet", "-b", "side");
        Write("side", "side\n");
        Write("both", "1\n2\n3\n4\n5\n6\n7\n8\nside\n");
        _git.Commit("Side", null, Made);
        _git.Git("checkout", "--quiet", "main");
        Write("main", "main\n");
        Write("reverted", "main\n");
        Write("both", "main\n2\n3\n4\n5\n6\n7\n8\n9\n");
        _git.Commit("Main", null, Made);
        _git.Merge("side", null, Made);
        Write("evil", "evil\n");
        File.Delete(Path.Combine(_folder["repo"], "reverted"));
        _git.Commit("Merge", null, Made, more: "--amend");

        Assert.Equal(["both", "evil", "reverted"], (await ReadAsync()).OwnPaths);
    }

    public void Dispose()
    {
        _git.Dispose();
        _folder.Dispose();
    }

    private const string Payload = """
        tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
        author ada <ada@example.com> 1795176000 +0100
        committer ada <ada@example.com> 1795176000 +0100

        Change

        """;

    private byte[] Signed(string key, string purpose) => WithSignature(Payload, _git.Sign(key, Encoding.UTF8.GetBytes(Payload), purpose).TrimEnd());

    private async Task<string?> JudgeAsync(string key, string signers) => Signers.Judge(Signers.Of(signers), (await CommitAsync(key)).Bytes.ToArray());

    private async Task<RawCommit> CommitAsync(string key)
    {
        _git.Commit("Change", key, Made);
        return await ReadAsync();
    }

    private async Task<RawCommit> ReadAsync() =>
        (await new LibGit2Source(_folder["cache"]).ReadCommitAsync(_folder["repo"], _git.Head(), CancellationToken.None)).Value;

    private static byte[] WithSignature(string payload, string armored)
    {
        var at = payload.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        return Encoding.UTF8.GetBytes(payload.Insert(at, "gpgsig " + armored.ReplaceLineEndings("\n ") + "\n"));
    }

    private static string Armor(byte[] blob) => $"{SshSignature.Begin}\n{Convert.ToBase64String(blob)}\n-----END SSH SIGNATURE-----";

    private static byte[] Write(SshSignature signature) => new SshWriter()
        .Raw(SshSignature.Magic).Raw([0, 0, 0, 1]).Bytes(signature.PublicKey).Text(signature.Namespace).Bytes(signature.Reserved).Text(signature.Hash).Bytes(signature.Signature).ToArray();

    private static byte[] Edit(string raw, string from, string to)
    {
        var at = raw.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        return Encoding.Latin1.GetBytes(raw[..at] + to + raw[(at + from.Length)..]);
    }
}
