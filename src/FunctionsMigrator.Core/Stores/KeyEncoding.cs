using System.Buffers;
using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Core.Stores;

/// <summary>
/// How names and keys are written where a medium allows few characters. Every byte of the UTF-8 form but <c>A-Z a-z 0-9 . _ -</c> becomes <c>~XX</c>; so does a dot
/// that begins or ends a segment, because <c>.</c>, <c>..</c> and trailing dots mean something to file systems and addresses. An empty segment is <c>~</c>.
/// What would be longer than a limit is <c>~~</c> and its SHA-256; such a name cannot be read back, so the store keeps the name itself beside it.
/// Two different names never have the same encoding, and no encoding leaves its folder.
/// </summary>
public sealed class KeyEncoding
{
    /// <summary>Characters of a whole encoded name. A longer one is hashed.</summary>
    public const int LongestName = 400;

    /// <summary>Characters of one segment of a file name, so that file systems with 255 have room for a suffix. A longer one has its whole name hashed.</summary>
    public const int LongestFileSegment = 200;

    private const char Escape = '~';
    private const string HashMark = "~~";
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly SearchValues<char> PlainInFiles = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SearchValues<char> _plain;
    private readonly int _longestSegment;
    private readonly bool _files;

    private KeyEncoding(SearchValues<char> plain, int longestSegment, bool files)
    {
        _plain = plain;
        _longestSegment = longestSegment;
        _files = files;
    }

    /// <summary>For servers, which tell upper from lower case.</summary>
    public static KeyEncoding Servers { get; } = new(Plain, LongestName, files: false);

    /// <summary>
    /// For names of files and folders. Upper-case letters are <c>~XX</c> too, so that a file system which folds case keeps <c>A</c> and <c>a</c> apart, and so is the
    /// first letter of a name that Windows takes for a device (<c>con</c>, <c>nul.json</c>). Every platform writes the same names: a store can be copied between them.
    /// </summary>
    public static KeyEncoding Files { get; } = new(PlainInFiles, LongestFileSegment, files: true);

    /// <summary>Encodes a name of segments parted by <c>/</c>, which stays; for blob names.</summary>
    /// <exception cref="ArgumentException">The name holds half of a surrogate pair.</exception>
    public string EncodeName(string name)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (var segment in name.Split('/'))
        {
            var start = text.Length;
            AppendSegment(text, segment);
            if (text.Length - start > _longestSegment)
            {
                return Hashed(name);
            }

            text.Append('/');
        }

        return text.Length - 1 > LongestName ? Hashed(name) : text.ToString(0, text.Length - 1);
    }

    /// <summary>Encodes a text as one segment, <c>/</c> included; for partitions and keys of records.</summary>
    /// <exception cref="ArgumentException">The text holds half of a surrogate pair.</exception>
    public string EncodeKey(string key)
    {
        var text = new StringBuilder(key.Length + 16);
        AppendSegment(text, key);
        return text.Length > _longestSegment ? Hashed(key) : text.ToString();
    }

    /// <summary>
    /// What the results of <see cref="EncodeName"/> begin with for all names with this prefix, except those that are hashed. It may also begin encodings of
    /// other names, so a listing decodes and compares again.
    /// </summary>
    public string EncodeNamePrefix(string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        var text = new StringBuilder();
        foreach (var segment in slash < 0 ? [] : prefix[..slash].Split('/'))
        {
            AppendSegment(text, segment);
            text.Append('/');
        }

        AppendOpenSegment(text, prefix[(slash + 1)..]);
        return text.ToString();
    }

    /// <summary>As <see cref="EncodeNamePrefix"/>, for the results of <see cref="EncodeKey"/>.</summary>
    public string EncodeKeyPrefix(string prefix)
    {
        var text = new StringBuilder();
        AppendOpenSegment(text, prefix);
        return text.ToString();
    }

    /// <summary>Whether the encoding is a hash, from which no name can be read back.</summary>
    public static bool IsHashed(string encoded) => encoded.StartsWith(HashMark, StringComparison.Ordinal);

    /// <summary>The name or key that was encoded; null for a hashed one, and for a text that is no encoding of this kind.</summary>
    public string? Decode(string encoded)
    {
        if (IsHashed(encoded))
        {
            return null;
        }

        var segments = encoded.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (DecodeSegment(segments[i]) is not { } segment)
            {
                return null;
            }

            segments[i] = segment;
        }

        return string.Join('/', segments);
    }

    private static string Hashed(string name) => HashMark + Digest.Of(Strict.GetBytes(name)).Hex;

    // How an unfinished segment is encoded depends on how it goes on: a dot may turn out not to be the last character, a name may turn out to be a device.
    private void AppendOpenSegment(StringBuilder text, string segment)
    {
        var certain = _files ? "" : segment.TrimEnd('.');
        if (certain.Length > 0)
        {
            AppendSegment(text, certain);
        }
    }

    private void AppendSegment(StringBuilder text, string segment)
    {
        if (segment.Length == 0)
        {
            text.Append(Escape);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        var device = _files && IsDevice(segment);
        for (var i = 0; i < segment.Length; i++)
        {
            var edgeDot = segment[i] == '.' && (i == 0 || i == segment.Length - 1);
            if (_plain.Contains(segment[i]) && !edgeDot && !(device && i == 0))
            {
                text.Append(segment[i]);
                continue;
            }

            var units = char.IsHighSurrogate(segment[i]) && i + 1 < segment.Length ? 2 : 1;
            var count = Strict.GetBytes(segment.AsSpan(i, units), bytes);
            foreach (var value in bytes[..count])
            {
                text.Append(Escape).Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }

            i += units - 1;
        }
    }

    private string? DecodeSegment(string encoded)
    {
        var bytes = new byte[encoded.Length];
        var count = 0;
        for (var i = 0; i < encoded.Length && encoded != "~"; i++)
        {
            if (encoded[i] != Escape)
            {
                bytes[count++] = encoded[i] <= 0x7F ? (byte)encoded[i] : (byte)0xFF;
                continue;
            }

            if (i + 2 >= encoded.Length || !byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count++]))
            {
                return null;
            }

            i += 2;
        }

        return Text(bytes.AsSpan(0, count)) is { } segment && Again(segment) == encoded ? segment : null;
    }

    // Only what the encoder itself writes is decoded: ~61 for a, lower-case digits and bytes that are no UTF-8 are not.
    private string Again(string segment)
    {
        var text = new StringBuilder();
        AppendSegment(text, segment);
        return text.ToString();
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return Encoding.UTF8.GetByteCount(text) == bytes.Length && Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes) ? text : null;
    }

    private static bool IsDevice(string segment)
    {
        var name = segment.AsSpan();
        var dot = name.IndexOf('.');
        name = dot < 0 ? name : name[..dot];
        return name.Length switch
        {
            3 => Is(name, "con") || Is(name, "prn") || Is(name, "aux") || Is(name, "nul"),
            4 => char.IsAsciiDigit(name[3]) && (Is(name[..3], "com") || Is(name[..3], "lpt")),
            _ => false,
        };
    }

    private static bool Is(ReadOnlySpan<char> name, string device) => name.Equals(device, StringComparison.OrdinalIgnoreCase);
}
