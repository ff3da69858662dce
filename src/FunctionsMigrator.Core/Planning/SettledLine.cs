using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// The ledger's line of a row that is as git wants it, byte for byte as <see cref="LedgerEntryConverter"/> writes it: a row whose line is there already has nothing to be said of.
/// </summary>
public sealed class SettledLine
{
    private readonly byte[] _before;
    private readonly byte[] _between;
    private byte[] _line = new byte[512];

    /// <summary>For the rows of this slice.</summary>
    public SettledLine(ResourceSlice slice)
    {
        // Neither part can stand in the other, since a quote in a value is escaped.
        var line = JsonSerializer.Serialize(new LedgerEntry(new ItemRef(slice.Collection, ""), slice.Resource, slice.Kind, default), FmJson.Line);
        var key = line.IndexOf(",\"key\":\"", StringComparison.Ordinal) + ",\"key\":\"".Length;
        _before = Encoding.UTF8.GetBytes(line[..key]);
        _between = Encoding.UTF8.GetBytes(line[key..line.IndexOf(default(Digest).Hex + "\"}", key, StringComparison.Ordinal)]);
    }

    /// <summary>Whether a line is that of a row with this key and content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key, ReadOnlySpan<byte> content)
    {
        // The checksum is the dear part: it is computed only where all else is the same.
        var head = Head(key);
        if (line.Length != head.Length + (2 * SHA256.HashSizeInBytes) + 2 || !line.StartsWith(head) || !line.EndsWith("\"}"u8))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hex = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.TryToHexStringLower(hash, hex, out _) && line[head.Length..^2].SequenceEqual(hex);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<byte> Head(ReadOnlySpan<byte> key)
    {
        var most = _before.Length + (6 * key.Length) + _between.Length;
        if (_line.Length < most)
        {
            _line = new byte[most];
        }

        _before.CopyTo(_line, 0);
        var end = _before.Length;
        foreach (var unit in key)
        {
            if (unit is < (byte)' ' or > (byte)'~' or (byte)'"' or (byte)'\\')
            {
                if (unit is not ((byte)'"' or (byte)'\\'))
                {
                    // Rare, and the serializer knows its own rules best.
                    var encoded = JsonEncodedText.Encode(key, FmJson.Line.Encoder).EncodedUtf8Bytes;
                    encoded.CopyTo(_line.AsSpan(_before.Length));
                    end = _before.Length + encoded.Length;
                    break;
                }

                _line[end++] = (byte)'\\';
            }

            _line[end++] = unit;
        }

        _between.CopyTo(_line, end);
        return _line.AsSpan(0, end + _between.Length);
    }
}
