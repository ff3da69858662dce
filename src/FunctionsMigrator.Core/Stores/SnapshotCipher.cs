using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Stores;

/// <summary>
/// Encrypts before-images line by line with AES-256-GCM. A snapshot is <c>fm-snapshot-1\n</c>, 32 random bytes, then one frame a line
/// (kind, length of 4 bytes little-endian, ciphertext, tag of 16 bytes) and an empty end frame. Run, target and the line's number are authenticated with each frame,
/// so a line that was changed, moved, left out or taken from another snapshot does not open, and a cut end is noticed.
/// </summary>
/// <param name="key">32 bytes: <see cref="StoreKeys.Snapshots"/>.</param>
/// <param name="random">Answers that many random bytes: <c>RandomNumberGenerator.GetBytes</c>.</param>
public sealed class SnapshotCipher(ReadOnlyMemory<byte> key, Func<int, byte[]> random)
{
    private const int KeyBytes = 32;
    private const int TagBytes = 16;
    private const int FrameHead = 5;

    // A line is one item: at most a file of 64 MiB, in base64 inside JSON.
    private const int LongestLine = 256 << 20;
    private static readonly byte[] Magic = "fm-snapshot-1\n"u8.ToArray();

    /// <summary>Writes the lines as JSON. Holds one line in memory.</summary>
    public async Task WriteAsync<T>(Stream output, string run, TargetAddress target, IAsyncEnumerable<T> lines, CancellationToken cancellation)
    {
        // A key for each snapshot, so the counter can be the nonce: no two lines of a store ever share key and nonce.
        var salt = random(KeyBytes);
        using var frames = new Frames(DeriveKey(salt), run, target);
        await output.WriteAsync(Magic, cancellation);
        await output.WriteAsync(salt, cancellation);
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            await output.WriteAsync(frames.Seal(FrameKind.Line, JsonSerializer.SerializeToUtf8Bytes(line, FmJson.Line)), cancellation);
        }

        await output.WriteAsync(frames.Seal(FrameKind.End, []), cancellation);
    }

    /// <summary>
    /// Reads the lines back. Every line that is answered is as it was written and where it was; that the end was cut off is only known at the end, so who must have
    /// all of them before acting reads all first.
    /// </summary>
    /// <exception cref="StoreException">STO010: not a snapshot of this run, target and store, or altered; names the line.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(Stream input, string run, TargetAddress target, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = new byte[Magic.Length + KeyBytes];
        if (await input.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation) < start.Length || !start.AsSpan().StartsWith(Magic))
        {
            throw Damaged(run, target, "it does not begin as a snapshot does");
        }

        using var frames = new Frames(DeriveKey(start.AsSpan(Magic.Length)), run, target);
        while (await ReadFrameAsync(input, frames, run, target, cancellation) is { Kind: FrameKind.Line } frame)
        {
            yield return JsonSerializer.Deserialize<T>(frame.Text, FmJson.Line) ?? throw new JsonException("A line of a snapshot holds null.");
        }

        if (await input.ReadAsync(new byte[1], cancellation) != 0)
        {
            throw Damaged(run, target, "something follows its end");
        }
    }

    private static async Task<Frame> ReadFrameAsync(Stream input, Frames frames, string run, TargetAddress target, CancellationToken cancellation)
    {
        var head = new byte[FrameHead];
        if (await input.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation) < head.Length)
        {
            throw Damaged(run, target, $"it is cut off before line {frames.Number}");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(1));
        if (head[0] > (byte)FrameKind.End || length > LongestLine)
        {
            throw Damaged(run, target, $"line {frames.Number} was altered");
        }

        var body = new byte[length + TagBytes];
        if (await input.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation) < body.Length)
        {
            throw Damaged(run, target, $"it is cut off in line {frames.Number}");
        }

        var kind = (FrameKind)head[0];
        return frames.TryOpen(kind, body) is { } text ? new Frame(kind, text) : throw Damaged(run, target, $"line {frames.Number} was altered or moved");
    }

    private static StoreException Damaged(string run, TargetAddress target, string what) =>
        new(StoreCodes.SnapshotDamaged.Finding($"The before-image of {target} in run {run} cannot be used: {what}.", target: target.ToString()));

    private byte[] DeriveKey(ReadOnlySpan<byte> salt)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"The key of snapshots has {KeyBytes} bytes.");
        }

        var derived = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Span, derived, salt, Magic);
        return derived;
    }

    private enum FrameKind : byte
    {
        Line,
        End,
    }

    private readonly record struct Frame(FrameKind Kind, byte[] Text);

    /// <summary>Seals or opens frames in their order.</summary>
    private sealed class Frames : IDisposable
    {
        private readonly AesGcm _cipher;
        private readonly byte[] _nonce = new byte[12];
        private readonly byte[] _context;

        public Frames(byte[] key, string run, TargetAddress target)
        {
            _cipher = new AesGcm(key, TagBytes);
            CryptographicOperations.ZeroMemory(key);

            // Lengths keep "a" + "bc" and "ab" + "c" apart; the last nine bytes are number and kind.
            var (runText, targetText) = (Encoding.UTF8.GetBytes(run), Encoding.UTF8.GetBytes(target.ToString()));
            _context = new byte[8 + runText.Length + targetText.Length + 9];
            BinaryPrimitives.WriteInt32LittleEndian(_context, runText.Length);
            BinaryPrimitives.WriteInt32LittleEndian(_context.AsSpan(4), targetText.Length);
            runText.CopyTo(_context, 8);
            targetText.CopyTo(_context, 8 + runText.Length);
        }

        /// <summary>Number of the frame to come, from 1.</summary>
        public long Number { get; private set; } = 1;

        public byte[] Seal(FrameKind kind, ReadOnlySpan<byte> text)
        {
            var frame = new byte[FrameHead + text.Length + TagBytes];
            frame[0] = (byte)kind;
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), text.Length);
            Prepare(kind);
            _cipher.Encrypt(_nonce, text, frame.AsSpan(FrameHead, text.Length), frame.AsSpan(FrameHead + text.Length), _context);
            Number++;
            return frame;
        }

        public byte[]? TryOpen(FrameKind kind, ReadOnlySpan<byte> body)
        {
            var text = new byte[body.Length - TagBytes];
            Prepare(kind);
            try
            {
                _cipher.Decrypt(_nonce, body[..^TagBytes], body[^TagBytes..], text, _context);
            }
            catch (AuthenticationTagMismatchException)
            {
                return null;
            }

            Number++;
            return text;
        }

        public void Dispose() => _cipher.Dispose();

        private void Prepare(FrameKind kind)
        {
            BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(4), Number);
            BinaryPrimitives.WriteInt64LittleEndian(_context.AsSpan(_context.Length - 9), Number);
            _context[^1] = (byte)kind;
        }
    }
}
