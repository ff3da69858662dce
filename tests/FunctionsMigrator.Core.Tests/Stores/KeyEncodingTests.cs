using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Core.Tests.Stores;

public sealed class KeyEncodingTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char["abAB01._-~/+%\\: é\u0301\uE000"].Array[1, 8].Select(letters => new string(letters)),
        Gen.Char["conprulxt19.~/CONPRAUXL"].Array[3, 6].Select(letters => new string(letters)),
        Gen.Char[".aA/"].Array[150, 450].Select(letters => new string(letters)),
        Gen.String[1, 30].Where(IsText));

    public static TheoryData<KeyEncoding> Both => [KeyEncoding.Servers, KeyEncoding.Files];

    // The encoded form is on disk and in other people's accounts: it never changes.
    [Theory]
    [InlineData("production-20261123-093015-1a2b3c4/000001.json", "production-20261123-093015-1a2b3c4/000001.json", "production-20261123-093015-1a2b3c4/000001.json")]
    [InlineData("production/westeurope/orders-db[acme]", "production/westeurope/orders-db~5Bacme~5D", "production/westeurope/orders-db~5Bacme~5D")]
    [InlineData("README.md", "README.md", "~52~45~41~44~4D~45.md")]
    [InlineData(".", "~2E", "~2E")]
    [InlineData("..", "~2E~2E", "~2E~2E")]
    [InlineData("...", "~2E.~2E", "~2E.~2E")]
    [InlineData(".git/a.", "~2Egit/a~2E", "~2Egit/a~2E")]
    [InlineData("a//b/", "a/~/b/~", "a/~/b/~")]
    [InlineData("~41", "~7E41", "~7E41")]
    [InlineData("é😀", "~C3~A9~F0~9F~98~80", "~C3~A9~F0~9F~98~80")]
    [InlineData("nul.json", "nul.json", "~6Eul.json")]
    [InlineData("com1", "com1", "~63om1")]
    [InlineData("common", "common", "common")]
    public void A_name_is_written_as_it_always_was(string name, string onServers, string inFiles)
    {
        Assert.Equal(onServers, KeyEncoding.Servers.EncodeName(name));
        Assert.Equal(inFiles, KeyEncoding.Files.EncodeName(name));
        Assert.Equal(name, KeyEncoding.Servers.Decode(onServers));
        Assert.Equal(name, KeyEncoding.Files.Decode(inFiles));
    }

    [Fact]
    public void A_key_is_one_segment()
    {
        Assert.Equal("production~2Fwesteurope", KeyEncoding.Servers.EncodeKey("production/westeurope"));
        Assert.Equal("production/westeurope", KeyEncoding.Servers.Decode("production~2Fwesteurope"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void What_is_encoded_is_decoded_to_the_same_text_unless_it_is_hashed(KeyEncoding encoding)
    {
        Texts.Sample(text =>
        {
            foreach (var encoded in new[] { encoding.EncodeName(text), encoding.EncodeKey(text) })
            {
                Assert.Equal(KeyEncoding.IsHashed(encoded) ? null : text, encoding.Decode(encoded));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void An_encoding_has_harmless_characters_only_and_stays_in_its_folder(KeyEncoding encoding)
    {
        Texts.Sample(text =>
        {
            var name = encoding.EncodeName(text);
            var key = encoding.EncodeKey(text);

            Assert.InRange(name.Length, 1, KeyEncoding.LongestName);
            Assert.InRange(key.Length, 1, KeyEncoding.LongestName);
            Assert.All(name + key, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || "._-~/".Contains(letter, StringComparison.Ordinal)));
            Assert.DoesNotContain('/', key);
            Assert.All(name.Split('/'), segment => Assert.False(segment.Length == 0 || segment[0] == '.' || segment[^1] == '.'));
        });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Two_texts_never_share_an_encoding(KeyEncoding encoding)
    {
        Gen.Select(Texts, Texts).Sample((left, right) =>
        {
            Assert.Equal(left == right, encoding.EncodeName(left) == encoding.EncodeName(right));
            Assert.Equal(left == right, encoding.EncodeKey(left) == encoding.EncodeKey(right));
        });
    }

    [Fact]
    public void File_names_stay_apart_where_the_file_system_folds_case()
    {
        var letters = Gen.Char["aAbBéÉßſ~.K\u212A"].Array[1, 5].Select(text => new string(text));
        Gen.Select(letters, letters).Sample((left, right) =>
            Assert.Equal(
                left == right,
                string.Equals(KeyEncoding.Files.EncodeName(left), KeyEncoding.Files.EncodeName(right), StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void A_name_over_400_encoded_characters_is_its_hash()
    {
        var fits = new string('a', 200) + "/" + new string('b', 199);
        var over = fits + "c";

        Assert.Equal(fits, KeyEncoding.Servers.EncodeName(fits));
        Assert.Equal("~~" + Digest.Of(over).Hex, KeyEncoding.Servers.EncodeName(over));
        Assert.Equal(fits, KeyEncoding.Files.EncodeName(fits));
        Assert.Equal("~~" + Digest.Of(over).Hex, KeyEncoding.Files.EncodeName(over));
    }

    [Fact]
    public void A_file_name_with_a_segment_over_200_characters_is_hashed_whole()
    {
        var name = "a/" + new string('b', 201);

        Assert.True(KeyEncoding.IsHashed(KeyEncoding.Files.EncodeName(name)));
        Assert.Equal(name, KeyEncoding.Servers.EncodeName(name));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_encoding_of_a_prefix_begins_the_encoding_of_every_name_with_it(KeyEncoding encoding)
    {
        Gen.Select(Texts, Texts).Sample((prefix, rest) =>
        {
            var name = encoding.EncodeName(prefix + rest);
            var key = encoding.EncodeKey(prefix + rest);

            Assert.True(KeyEncoding.IsHashed(name) || name.StartsWith(encoding.EncodeNamePrefix(prefix), StringComparison.Ordinal));
            Assert.True(KeyEncoding.IsHashed(key) || key.StartsWith(encoding.EncodeKeyPrefix(prefix), StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_prefix_on_a_server_is_as_long_as_it_can_be()
    {
        Assert.Equal("run/00", KeyEncoding.Servers.EncodeNamePrefix("run/00"));
        Assert.Equal("run/", KeyEncoding.Servers.EncodeNamePrefix("run/"));
        Assert.Equal("run/a", KeyEncoding.Servers.EncodeNamePrefix("run/a."));
        Assert.Equal("production~2Fwest", KeyEncoding.Servers.EncodeKeyPrefix("production/west"));
        Assert.Equal("", KeyEncoding.Servers.EncodeKeyPrefix(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("~61")]
    [InlineData("~2e")]
    [InlineData("~2")]
    [InlineData("a~")]
    [InlineData("a.")]
    [InlineData("..")]
    [InlineData("~C3")]
    [InlineData("~C3~28")]
    [InlineData("a+")]
    [InlineData("é")]
    [InlineData("~ED~A0~80")]
    public void What_the_encoder_never_writes_is_not_decoded(string encoded)
    {
        Assert.Null(KeyEncoding.Servers.Decode(encoded));
        Assert.Null(KeyEncoding.Files.Decode(encoded));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        foreach (var text in new[] { "\uD800", "a\uDC00b", "\uD800\uD800\uDC00", "\uFFFD\uDC00" })
        {
            Assert.ThrowsAny<ArgumentException>(() => KeyEncoding.Servers.EncodeName(text));
            Assert.ThrowsAny<ArgumentException>(() => KeyEncoding.Files.EncodeKey(text));
            Assert.ThrowsAny<ArgumentException>(() => StoreLimits.RequireBlobName(text));
            Assert.ThrowsAny<ArgumentException>(() => StoreLimits.RequireKey("p", text));
        }
    }

    private static bool IsText(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
