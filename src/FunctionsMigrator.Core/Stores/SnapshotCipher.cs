using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Stores;

/// <summary>
/// Encrypts before-images line by line with AES-256-GCM. A snapshot is <c>fm-snapshot-1\n</c>, 32 random bytes, then one frame a line
/// (kind, length of 4 bytes little-endian, ciphertext, tag of 16 bytes) and an empty end frame. Run, target and the line's number are authenticated with each frame,
/// so a line that was changed, moved, left out or taken from another snapshot does not open, and a cut end is noticed. A large content has a snapshot of its own, whose frames are
/// its pieces instead of lines; the name of its change is authenticated with them.
/// </summary>
/// <param name="key">32 bytes: <see cref="StoreKeys.Snapshots"/>.</param>
/// <param name="random">Answers that many random bytes: <c>RandomNumberGenerator.GetBytes</c>.</param>
public sealed class SnapshotCipher(ReadOnlyMemory<byte> key, Func<int, byte[]> random)
{
    private const int KeyBytes = 32;
    private const int PieceBytes = 64 * 1024;

    // A line is one item: as earlier versions wrote it at most a file of 64 MiB, in base64 inside JSON.
    private const int LongestLine = 256 << 20;
    private static readonly byte[] Magic = "fm-snapshot-1\n"u8.ToArray();

    /// <summary>Writes the lines as JSON. Holds one line in memory.</summary>
    public async Task WriteAsync<T>(Stream output, string run, TargetAddress target, IAsyncEnumerable<T> lines, CancellationToken cancellation)
    {
        // A key for each snapshot, so the counter can be the nonce: no two lines of a store ever share key and nonce.
        var salt = random(KeyBytes);
        using var frames = new SnapshotFrames(DeriveKey(salt), run, target.ToString());
        await output.WriteAsync(Magic, cancellation);
        await output.WriteAsync(salt, cancellation);
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            await output.WriteAsync(frames.Seal(SnapshotFrameKind.Line, JsonSerializer.SerializeToUtf8Bytes(line, FmJson.Line)), cancellation);
        }

        await output.WriteAsync(frames.Seal(SnapshotFrameKind.End, []), cancellation);
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

        using var frames = new SnapshotFrames(DeriveKey(start.AsSpan(Magic.Length)), run, target.ToString());
        while (await ReadFrameAsync(input, frames, run, target, cancellation) is { Kind: SnapshotFrameKind.Line } frame)
        {
            yield return JsonSerializer.Deserialize<T>(frame.Text, FmJson.Line) ?? throw new JsonException("A line of a snapshot holds null.");
        }

        if (await input.ReadAsync(new byte[1], cancellation) != 0)
        {
            throw Damaged(run, target, "something follows its end");
        }
    }

    /// <summary>Writes one content in pieces. Holds a piece in memory.</summary>
    public async Task WriteContentAsync(Stream output, string run, TargetAddress target, string change, Stream content, CancellationToken cancellation)
    {
        var salt = random(KeyBytes);
        using var frames = new SnapshotFrames(DeriveKey(salt), run, ContextOf(target, change));
        await output.WriteAsync(Magic, cancellation);
        await output.WriteAsync(salt, cancellation);
        var piece = new byte[PieceBytes];
        for (int count; (count = await content.ReadAtLeastAsync(piece, PieceBytes, throwOnEndOfStream: false, cancellation)) > 0;)
        {
            await output.WriteAsync(frames.Seal(SnapshotFrameKind.Piece, piece.AsSpan(0, count)), cancellation);
        }

        await output.WriteAsync(frames.Seal(SnapshotFrameKind.End, []), cancellation);
    }

    /// <summary>
    /// Opens a content that <see cref="WriteContentAsync"/> wrote. Every byte that is answered is as it was written and where it was; a cut end fails when it is reached. The answer
    /// owns <paramref name="input"/>.
    /// </summary>
    /// <exception cref="StoreException">STO010, also while reading: not this content's, or altered.</exception>
    public async Task<Stream> OpenContentAsync(Stream input, string run, TargetAddress target, string change, CancellationToken cancellation)
    {
        var start = new byte[Magic.Length + KeyBytes];
        if (await input.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation) < start.Length || !start.AsSpan().StartsWith(Magic))
        {
            await input.DisposeAsync();
            throw Damaged(run, target, $"what is kept for change {change} does not begin as a snapshot does");
        }

        var frames = new SnapshotFrames(DeriveKey(start.AsSpan(Magic.Length)), run, ContextOf(target, change));
        return new SnapshotContentStream(input, frames, async token =>
        {
            var frame = await ReadFrameAsync(input, frames, run, target, token);
            return frame.Kind switch
            {
                SnapshotFrameKind.Piece => frame.Text,
                SnapshotFrameKind.End => null,
                _ => throw Damaged(run, target, $"what is kept for change {change} is no content"),
            };
        });
    }

    private static string ContextOf(TargetAddress target, string change) => $"{target}\n{change}";

    private static async Task<SnapshotFrame> ReadFrameAsync(Stream input, SnapshotFrames frames, string run, TargetAddress target, CancellationToken cancellation)
    {
        var head = new byte[SnapshotFrames.Head];
        if (await input.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation) < head.Length)
        {
            throw Damaged(run, target, $"it is cut off before line {frames.Number}");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(1));
        if (head[0] > (byte)SnapshotFrameKind.Piece || length > LongestLine)
        {
            throw Damaged(run, target, $"line {frames.Number} was altered");
        }

        var body = new byte[length + SnapshotFrames.Tag];
        if (await input.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation) < body.Length)
        {
            throw Damaged(run, target, $"it is cut off in line {frames.Number}");
        }

        var kind = (SnapshotFrameKind)head[0];
        return frames.TryOpen(kind, body) is { } text ? new SnapshotFrame(kind, text) : throw Damaged(run, target, $"line {frames.Number} was altered or moved");
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
}
