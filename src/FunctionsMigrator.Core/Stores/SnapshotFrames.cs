using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Core.Stores;

/// <summary>Seals or opens frames in their order.</summary>
internal sealed class SnapshotFrames : IDisposable
{
    /// <summary>Bytes before the ciphertext.</summary>
    public const int Head = 5;

    /// <summary>Bytes behind the ciphertext.</summary>
    public const int Tag = 16;

    private readonly AesGcm _cipher;
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _context;

    public SnapshotFrames(byte[] key, string run, string target)
    {
        _cipher = new AesGcm(key, Tag);
        CryptographicOperations.ZeroMemory(key);

        // Lengths keep "a" + "bc" and "ab" + "c" apart; the last nine bytes are number and kind.
        var (runText, targetText) = (Encoding.UTF8.GetBytes(run), Encoding.UTF8.GetBytes(target));
        _context = new byte[8 + runText.Length + targetText.Length + 9];
        BinaryPrimitives.WriteInt32LittleEndian(_context, runText.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_context.AsSpan(4), targetText.Length);
        runText.CopyTo(_context, 8);
        targetText.CopyTo(_context, 8 + runText.Length);
    }

    /// <summary>Number of the frame to come, from 1.</summary>
    public long Number { get; private set; } = 1;

    public byte[] Seal(SnapshotFrameKind kind, ReadOnlySpan<byte> text)
    {
        var frame = new byte[Head + text.Length + Tag];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), text.Length);
        Prepare(kind);
        _cipher.Encrypt(_nonce, text, frame.AsSpan(Head, text.Length), frame.AsSpan(Head + text.Length), _context);
        Number++;
        return frame;
    }

    public byte[]? TryOpen(SnapshotFrameKind kind, ReadOnlySpan<byte> body)
    {
        var text = new byte[body.Length - Tag];
        Prepare(kind);
        try
        {
            _cipher.Decrypt(_nonce, body[..^Tag], body[^Tag..], text, _context);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        Number++;
        return text;
    }

    public void Dispose() => _cipher.Dispose();

    private void Prepare(SnapshotFrameKind kind)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(4), Number);
        BinaryPrimitives.WriteInt64LittleEndian(_context.AsSpan(_context.Length - 9), Number);
        _context[^1] = (byte)kind;
    }
}

/// <summary>What a frame holds; the numbers stand in stored snapshots.</summary>
internal enum SnapshotFrameKind : byte
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>Nothing: the end.</summary>
    End,

    /// <summary>A piece of a content.</summary>
    Piece,
}

/// <summary>A frame that opened.</summary>
internal readonly record struct SnapshotFrame(SnapshotFrameKind Kind, byte[] Text);
