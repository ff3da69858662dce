using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>A SHA-256 over texts, numbers and bytes, each with its kind and length, so that no two different sequences are hashed alike.</summary>
internal sealed class FingerprintHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string? text)
    {
        if (text is null)
        {
            Add('0', []);
        }
        else
        {
            Add('t', Encoding.UTF8.GetBytes(text));
        }
    }

    public void Add(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Add('i', bytes);
    }

    public void Add(char kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(long)];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(head[1..], bytes.Length);
        _hash.AppendData(head);
        _hash.AppendData(bytes);
    }

    public Digest End() => Digest.From(_hash);

    public void Dispose() => _hash.Dispose();
}
