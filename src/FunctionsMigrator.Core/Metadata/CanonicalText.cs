using System.Text;
using System.Text.Unicode;

namespace FunctionsMigrator.Core.Metadata;

/// <summary>
/// The one form in which files of a metadata repository are hashed and read, so that a checkout with CRLF, a byte order mark or neither has one digest:
/// text is without byte order mark and with LF for every CRLF (a lone CR stays), and a file with a NUL byte in its first <see cref="Probe"/> bytes is binary
/// and stays as it is.
/// </summary>
public static class CanonicalText
{
    /// <summary>How many bytes decide whether a file is binary; the number that git uses.</summary>
    public const int Probe = 8_000;

    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether the file is binary. <paramref name="start"/> is the file, or at least its first <see cref="Probe"/> bytes.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, Probe)].Contains((byte)0);

    /// <summary>The canonical bytes of a whole file.</summary>
    public static byte[] Normalise(ReadOnlySpan<byte> file)
    {
        if (IsBinary(file))
        {
            return file.ToArray();
        }

        var text = file.StartsWith(ByteOrderMark) ? file[ByteOrderMark.Length..] : file;
        var result = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                continue;
            }

            result[length++] = text[i];
        }

        return result[..length];
    }

    /// <summary>The canonical bytes of <paramref name="file"/> in pieces, with bounded memory. Disposing the answer disposes <paramref name="file"/>.</summary>
    public static Stream Normalise(Stream file) => new CanonicalTextStream(file);

    /// <summary>The SHA-256 of the canonical bytes of everything the stream still holds. The stream is disposed.</summary>
    public static async Task<Digest> DigestAsync(Stream file, CancellationToken cancellation)
    {
        await using var canonical = Normalise(file);
        return await Digest.OfAsync(canonical, cancellation);
    }

    /// <summary>Offset of the first byte that is no valid UTF-8; -1 when all are.</summary>
    public static int IndexOfInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return -1;
        }

        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }
}
