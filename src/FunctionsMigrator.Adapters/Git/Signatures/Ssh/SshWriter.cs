using System.Buffers.Binary;
using System.Text;

namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>Writes SSH's wire format.</summary>
internal sealed class SshWriter
{
    private readonly List<byte> _bytes = [];

    public SshWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public SshWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
        return Raw(length).Raw(bytes);
    }

    public SshWriter Text(string text) => Bytes(Encoding.Latin1.GetBytes(text));

    public byte[] ToArray() => [.. _bytes];
}
