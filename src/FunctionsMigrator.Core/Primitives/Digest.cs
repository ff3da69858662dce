using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core;

/// <summary>A SHA-256 digest as 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private Digest(ReadOnlySpan<byte> hash) =>
        (_high, _low) = (BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[(SHA256.HashSizeInBytes / 2)..]));

    /// <summary>The 64 digits; 64 zeros for the default value.</summary>
    public string Hex
    {
        get
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            BinaryPrimitives.WriteUInt128BigEndian(hash, _high);
            BinaryPrimitives.WriteUInt128BigEndian(hash[(SHA256.HashSizeInBytes / 2)..], _low);
            return Convert.ToHexStringLower(hash);
        }
    }

    /// <summary>The first eight digits, as people read and type them.</summary>
    public string Short => Hex[..8];

    /// <summary>The digest of the bytes as they are.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new Digest(hash);
    }

    /// <summary>The digest of the text as UTF-8 without a byte order mark.</summary>
    public static Digest Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The digest that an incremental hash ends in.</summary>
    public static Digest From(IncrementalHash hash) => new(hash.GetHashAndReset());

    /// <summary>The digest of everything the stream still holds, read in pieces.</summary>
    public static async ValueTask<Digest> OfAsync(Stream stream, CancellationToken cancellation) =>
        new(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a SHA-256 digest of 64 lower-case hexadecimal digits.");

    /// <summary>As <see cref="Parse"/>, answering false instead of throwing.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var valid = text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(HexDigits) && Convert.FromHexString(text, hash, out _, out _) is OperationStatus.Done;
        digest = valid ? new Digest(hash) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(Digest other) => _high == other._high ? _low.CompareTo(other._low) : _high.CompareTo(other._high);

    /// <inheritdoc/>
    public override string ToString() => Hex;

    private sealed class DigestJsonConverter : JsonConverter<Digest>
    {
        public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var digest) ? digest : throw new JsonException("Expected a SHA-256 digest.");

        public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.Hex);
    }
}
