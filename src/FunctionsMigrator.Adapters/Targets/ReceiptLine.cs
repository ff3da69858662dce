using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>One receipt as targets without SQL keep it: one JSON object a line.</summary>
internal sealed record ReceiptLine(
    string Change, WriteStatus Status, long Fence, DateTimeOffset At, Digest? Pre = null, Digest? Post = null, Digest? Found = null)
{
    /// <summary>The receipt of a write.</summary>
    public static ReceiptLine Of(ItemWrite write, WriteResult result) =>
        new(write.ChangeId, result.Status, result.Fence, result.At, write.Pre, write.Post, result.Found);

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is no receipt.</exception>
    public static ReceiptLine Parse(ReadOnlySpan<byte> line) => JsonSerializer.Deserialize<ReceiptLine>(line, FmJson.Line) ?? throw new JsonException("null");

    /// <summary>What stands for a write in an index. Half of a SHA-256: two receipts of one run never share it.</summary>
    public static UInt128 NameOf(string change, Digest? pre, Digest? post) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{pre?.Hex}/{post?.Hex}/{change}")));

    /// <summary>What stands for this receipt in an index.</summary>
    public UInt128 Name => NameOf(Change, Pre, Post);

    /// <summary>The line, without its end.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, FmJson.Line);

    /// <summary>What the write answered.</summary>
    public WriteResult Result => new(Change, Status, Found, Fence, At);
}
