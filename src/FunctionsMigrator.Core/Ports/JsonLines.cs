using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FunctionsMigrator.Core.Ports;

/// <summary>
/// Writes one JSON value a line. Lines are gathered in memory and leave in pieces, since a write of its own for each line costs more than the line; whoever needs them in the stream
/// calls <see cref="FlushAsync"/>.
/// </summary>
internal sealed class JsonLineWriter(Stream stream)
{
    private const int Piece = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new(Piece + 4096);
    private Utf8JsonWriter? _writer;
    private long _flushed;

    /// <summary>Bytes of all lines so far: where the next one begins.</summary>
    public long Length => _flushed + _lines.WrittenCount;

    /// <summary>Adds a line.</summary>
    public ValueTask WriteAsync<T>(T value, CancellationToken cancellation)
    {
        // What the serializer writes is JSON; the writer need not prove it.
        _writer ??= new Utf8JsonWriter(_lines, new JsonWriterOptions { Encoder = FmJson.Line.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(_writer, value, FmJson.Line);
        _writer.Reset();
        _lines.Write("\n"u8);
        return IsFull ? FlushAsync(cancellation) : ValueTask.CompletedTask;
    }

    /// <summary>Adds a line that is JSON already. The lines wait in memory until <see cref="IsFull"/> makes the caller bring them into the stream.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        var room = _lines.GetSpan(line.Length + 1);
        line.CopyTo(room);
        room[line.Length] = (byte)'\n';
        _lines.Advance(line.Length + 1);
    }

    /// <summary>Whether enough lines wait to be worth a write.</summary>
    public bool IsFull => _lines.WrittenCount >= Piece;

    /// <summary>Brings all lines into the stream.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_lines.WrittenCount > 0)
        {
            await stream.WriteAsync(_lines.WrittenMemory, cancellation);
            _flushed += _lines.WrittenCount;
            _lines.ResetWrittenCount();
        }
    }
}

/// <summary>Reads one JSON value a line, with memory for a piece of the stream and the longest line.</summary>
internal static class JsonLineReader
{
    private const int Piece = 64 * 1024;

    /// <summary>The values until the end of the stream; empty lines are skipped.</summary>
    /// <exception cref="JsonException">A line is no such value.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[Piece];
        var (start, end) = (0, 0);
        while (true)
        {
            int length;
            while ((length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0)
            {
                if (length > 0)
                {
                    yield return Parse<T>(buffer.AsSpan(start, length));
                }

                start += length + 1;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > 0)
        {
            yield return Parse<T>(buffer.AsSpan(0, end));
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> line) => JsonSerializer.Deserialize<T>(line, FmJson.Line) ?? throw new JsonException("A line holds null.");
}
