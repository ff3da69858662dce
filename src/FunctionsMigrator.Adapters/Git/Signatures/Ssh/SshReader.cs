using System.Buffers.Binary;
using System.Text;

namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>Reads SSH's wire format. A field that is not there leaves <see cref="Failed"/> set, and every later one empty: whoever reads looks once, at the end.</summary>
internal ref struct SshReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Whether a field was missing or cut.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether everything was read, and nothing is left.</summary>
    public readonly bool Done => !Failed && _at == _bytes.Length;

    /// <summary>Whether something is left.</summary>
    public readonly bool More => !Failed && _at < _bytes.Length;

    /// <summary>What was read so far.</summary>
    public readonly ReadOnlySpan<byte> Read => _bytes[.._at];

    public byte Byte() => Take(1) is { Length: 1 } taken ? taken[0] : (byte)0;

    public uint Int32() => Take(4) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32BigEndian(taken) : 0;

    public ulong Int64() => Take(8) is { Length: 8 } taken ? BinaryPrimitives.ReadUInt64BigEndian(taken) : 0;

    public byte[] Bytes()
    {
        var length = Int32();
        return length > int.MaxValue ? Take(-1).ToArray() : Take((int)length).ToArray();
    }

    public string Text() => Encoding.Latin1.GetString(Bytes());

    /// <summary>A whole number without leading zeros; a negative one fails.</summary>
    public byte[] Number()
    {
        var number = Bytes();
        if (number.Length > 0 && (number[0] & 0x80) != 0)
        {
            Failed = true;
        }

        return number is [0, ..] ? number[1..] : number;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (Failed || length < 0 || length > _bytes.Length - _at)
        {
            Failed = true;
            return default;
        }

        var taken = _bytes.Slice(_at, length);
        _at += length;
        return taken;
    }
}
