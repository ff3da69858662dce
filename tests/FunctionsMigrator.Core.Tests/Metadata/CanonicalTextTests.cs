using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Tests.Metadata;

public sealed class CanonicalTextTests
{
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];

    [Theory]
    [InlineData("", "")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\rb", "a\rb")]
    [InlineData("a\r\r\nb\r", "a\r\nb\r")]
    [InlineData("\r\n", "\n")]
    [InlineData("\uFEFFname: x\r\n", "name: x\n")]
    [InlineData("a\uFEFFb", "a\uFEFFb")]
    public void Text_is_without_byte_order_mark_and_with_lf_only_for_crlf(string file, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalText.Normalise(Encoding.UTF8.GetBytes(file))));

    [Fact]
    public void A_file_with_a_nul_byte_in_its_first_8000_bytes_stays_as_it_is()
    {
        byte[] binary = [.. Bom, .. Enumerable.Repeat((byte)'x', 7_996), 0, (byte)'\r', (byte)'\n'];

        Assert.Equal(binary, CanonicalText.Normalise(binary));
    }

    [Fact]
    public void A_nul_byte_behind_the_first_8000_bytes_does_not_make_a_file_binary()
    {
        byte[] text = [.. Bom, .. Enumerable.Repeat((byte)'x', 7_997), 0, (byte)'\r', (byte)'\n'];

        Assert.Equal([.. text[3..^2], (byte)'\n'], CanonicalText.Normalise(text));
    }

    [Fact]
    public async Task A_stream_in_any_pieces_gives_the_same_bytes_as_the_whole_file()
    {
        var alphabet = Gen.OneOf<byte>((byte)'\r', (byte)'\n', (byte)'a', 0xEF, 0xBB, 0xBF);
        var file =
            from bom in Gen.Bool
            from start in alphabet.Array[0, 40]
            from fill in Gen.OneOf(0, 7_990, 8_000, 32_767, 32_768)
            from nul in Gen.Bool
            from rest in alphabet.Array[0, 40]
            select (byte[])[.. bom ? Bom : [], .. start, .. nul ? [(byte)0] : Array.Empty<byte>(), .. Enumerable.Repeat((byte)'\r', fill), .. rest];

        await Gen.Select(file, Gen.Int[1, 9_000], Gen.Int[1, 50_000]).SampleAsync(
            async sample =>
            {
                var (bytes, piece, wanted) = sample;
                await using var canonical = CanonicalText.Normalise(new Drip(bytes, piece));
                var read = new MemoryStream();
                await canonical.CopyToAsync(read, wanted);
                using var again = CanonicalText.Normalise(new Drip(bytes, piece));
                var synchronous = new MemoryStream();
                again.CopyTo(synchronous, wanted);

                return read.ToArray().AsSpan().SequenceEqual(CanonicalText.Normalise(bytes)) &&
                    synchronous.ToArray().AsSpan().SequenceEqual(read.ToArray());
            },
            iter: 300);
    }

    [Fact]
    public async Task A_digest_ignores_byte_order_mark_and_line_ends()
    {
        var unix = await CanonicalText.DigestAsync(new MemoryStream("a: 1\nb: 2\n"u8.ToArray()), TestContext.Current.CancellationToken);
        var windows = await CanonicalText.DigestAsync(new MemoryStream([.. Bom, .. "a: 1\r\nb: 2\r\n"u8]), TestContext.Current.CancellationToken);

        Assert.Equal(Digest.Of("a: 1\nb: 2\n"), unix);
        Assert.Equal(unix, windows);
    }

    [Theory]
    [InlineData("abc", -1)]
    [InlineData("", -1)]
    [InlineData("Gr\u00F6\u00DFe \uD83D\uDE00", -1)]
    public void Valid_utf8_has_no_invalid_byte(string text, int expected) =>
        Assert.Equal(expected, CanonicalText.IndexOfInvalidUtf8(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void The_first_invalid_byte_is_found()
    {
        Assert.Equal(4, CanonicalText.IndexOfInvalidUtf8([(byte)'a', 0xC3, 0xB6, (byte)'b', 0xF6, (byte)'c']));
        Assert.Equal(1, CanonicalText.IndexOfInvalidUtf8([(byte)'a', 0xC3]));
    }

    /// <summary>Gives at most so many bytes at a time, as a slow network would.</summary>
    private sealed class Drip(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
