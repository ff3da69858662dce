using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Decisions;

public sealed class DecisionJwsTests
{
    private static readonly Decision Yes = new(
        "production-1", 3, CommandKind.Approve, Digest.Of("plan"), "bo-key", "bo", DateTimeOffset.Parse("2026-11-23T09:00:00Z"), ReasonDigest: Digest.Of("looks good"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void What_was_signed_is_verified_by_the_public_key_alone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(Yes, DecisionJws.Verify(DecisionJws.Sign(Yes, key), DecisionKey.Of(key)));
    }

    [Fact]
    public void The_name_of_a_key_is_its_RFC_7638_thumbprint()
    {
        // RFC 7515 A.3 gives the key; the thumbprint was computed over its canonical form with another program.
        var key = new DecisionKey("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

        Assert.True(key.IsNamedRight);
        using var opened = key.Open();
        Assert.Equal(key, DecisionKey.Of(opened!));
    }

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (signed, known) = (DecisionJws.Sign(Yes, key), DecisionKey.Of(key));

        Assert.All(Enumerable.Range(0, signed.Length), at =>
            Assert.Null(DecisionJws.Verify($"{signed[..at]}{(signed[at] == 'A' ? 'B' : 'A')}{signed[(at + 1)..]}", known)));
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"KID","typ":"fm-decision"}""")]
    [InlineData("""{"alg":"HS256","kid":"KID","typ":"fm-decision"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"fm-decision","kid":"KID"}""")]
    public void Another_header_is_refused_whatever_the_signature_says(string header)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var known = DecisionKey.Of(key);
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.Replace("KID", known.Kid, StringComparison.Ordinal)));
        var body = DecisionJws.Sign(Yes, key).Split('.')[1];
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        Assert.Null(DecisionJws.Verify($"{head}.{body}.{Base64Url.EncodeToString(signature)}", known));
        Assert.Null(DecisionJws.Verify($"{head}.{body}.", known));
    }

    [Fact]
    public void A_key_under_another_ones_name_verifies_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Null(DecisionJws.Verify(DecisionJws.Sign(Yes, key), DecisionKey.Of(other) with { Kid = DecisionKey.Of(key).Kid }));
        Assert.Null(DecisionJws.Verify(DecisionJws.Sign(Yes, key), DecisionKey.Of(other)));
    }

    [Fact]
    public void Who_signs_with_a_key_of_their_own_under_the_name_of_the_apps_proves_nothing_also_with_that_key_beside_it()
    {
        using var app = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var head = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","kid":"{{DecisionKey.Of(app).Kid}}","typ":"fm-decision"}"""));
        var body = DecisionJws.Sign(Yes, app).Split('.')[1];
        var signature = forger.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        Assert.Equal(DecisionKey.Of(app).Kid, DecisionJws.KeyOf($"{head}.{body}.{Base64Url.EncodeToString(signature)}"));
        Assert.Null(DecisionJws.Verify($"{head}.{body}.{Base64Url.EncodeToString(signature)}", DecisionKey.Of(forger) with { Kid = DecisionKey.Of(app).Kid }));
    }

    [Fact]
    public async Task The_key_of_a_store_is_made_once_and_lies_there_encrypted()
    {
        await using var store = new InMemoryStore();

        var first = (await new StoreDecisionSigner(store).SignAsync(Yes, Cancellation)).Value;
        var second = (await new StoreDecisionSigner(store).SignAsync(Yes with { Number = 4 }, Cancellation)).Value;

        Assert.Equal(DecisionJws.KeyOf(first), DecisionJws.KeyOf(second));
        Assert.Equal(Yes, await new DecisionKeys(store.Blobs).VerifyAsync(first, Cancellation));
        var record = (await store.Records.GetAsync(RunPartitions.SigningKeys, "decisions", Cancellation))!.Value.GetProperty("pkcs8").GetBytesFromBase64();
        using var stolen = ECDsa.Create();
        Assert.ThrowsAny<CryptographicException>(() => stolen.ImportPkcs8PrivateKey(record, out _));
    }

    [Fact]
    public async Task After_a_rotation_the_old_signatures_still_verify()
    {
        await using var store = new InMemoryStore();
        using var old = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = old.ExportPkcs8PrivateKeyPem();
        var signer = new PemDecisionSigner(store.Blobs, _ => Task.FromResult(Outcome.Of(pem)));

        var before = (await signer.SignAsync(Yes, Cancellation)).Value;
        pem = fresh.ExportPkcs8PrivateKeyPem();
        var after = (await signer.SignAsync(Yes, Cancellation)).Value;

        var keys = new DecisionKeys(store.Blobs);
        Assert.NotEqual(DecisionJws.KeyOf(before), DecisionJws.KeyOf(after));
        Assert.Equal(Yes, await keys.VerifyAsync(before, Cancellation));
        Assert.Equal(Yes, await keys.VerifyAsync(after, Cancellation));
        Assert.Equal(2, await keys.ListAsync(Cancellation).CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("no key at all")]
    [InlineData("public")]
    [InlineData("P-384")]
    public async Task A_secret_that_is_no_signing_key_signs_nothing_and_is_not_repeated(string what)
    {
        await using var store = new InMemoryStore();
        using var small = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var text = what switch
        {
            "public" => small.ExportSubjectPublicKeyInfoPem(),
            "P-384" => large.ExportPkcs8PrivateKeyPem(),
            _ => what,
        };

        var answer = await new PemDecisionSigner(store.Blobs, _ => Task.FromResult(Outcome.Of(text))).SignAsync(Yes, Cancellation);

        Assert.Equal("POL126", Assert.Single(answer.Findings).Code);
        Assert.DoesNotContain(text, answer.Findings[0].Message, StringComparison.Ordinal);
    }
}
