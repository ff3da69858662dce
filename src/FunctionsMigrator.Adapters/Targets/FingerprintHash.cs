using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>A SHA-256 over texts, numbers and bytes, each with its kind and length, so that no two different sequences are hashed alike.</summary>
internal sealed class FingerprintHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // Hashing a few bytes costs mostly the call: they are gathered.
    private readonly byte[] _gathered = new byte[8 * 1024];
    private int _length;

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
        Gather(head);
        Gather(bytes);
    }

    public Digest End()
    {
        Flush();
        return Digest.From(_hash);
    }

    public void Dispose() => _hash.Dispose();

    private void Gather(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _gathered.Length - _length)
        {
            Flush();
        }

        if (bytes.Length > _gathered.Length)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_gathered.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Flush()
    {
        _hash.AppendData(_gathered.AsSpan(0, _length));
        _length = 0;
    }
}
