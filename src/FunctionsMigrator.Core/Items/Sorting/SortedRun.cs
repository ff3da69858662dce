using System.Buffers.Binary;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Items.Sorting;

/// <summary>Entries in order in spill space: per entry line, column, length of key and of content (little endian), key, content.</summary>
internal sealed class SortedRun : IAsyncDisposable
{
    private const int HeaderBytes = 16;

    // Read and written in pieces of this size, so that the entries of many runs at once stay small in memory.
    private const int PieceBytes = 16 * 1024;

    private readonly BufferedStream _stream;
    private readonly byte[] _header = new byte[HeaderBytes];
    private long _left;

    private SortedRun(Stream stream) => _stream = new BufferedStream(stream, PieceBytes);

    /// <summary>The entry at the front; null before the first <see cref="MoveAsync"/> and behind the last.</summary>
    public SortEntry? Front { get; private set; }

    /// <summary>Writes entries that are in order.</summary>
    public static async Task<SortedRun> WriteAsync(ISpillSpace spill, IAsyncEnumerable<SortEntry> entries, CancellationToken cancellation)
    {
        var run = new SortedRun(spill.Create());
        try
        {
            await foreach (var entry in entries.WithCancellation(cancellation))
            {
                await run.AppendAsync(entry, cancellation);
            }

            await run._stream.FlushAsync(cancellation);
            run._stream.Position = 0;
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes to the next entry; false at the end.</summary>
    public async ValueTask<bool> MoveAsync(CancellationToken cancellation)
    {
        if (_left == 0)
        {
            Front = null;
            return false;
        }

        await _stream.ReadExactlyAsync(_header, cancellation);
        var key = new byte[BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(8))];
        var content = new byte[BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(12))];
        await _stream.ReadExactlyAsync(key, cancellation);
        await _stream.ReadExactlyAsync(content, cancellation);
        Front = new SortEntry(key, content, BinaryPrimitives.ReadInt32LittleEndian(_header), BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(4)));
        _left--;
        return true;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask AppendAsync(SortEntry entry, CancellationToken cancellation)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_header, entry.Line);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(4), entry.Column);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(8), entry.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(12), entry.Content.Length);
        await _stream.WriteAsync(_header, cancellation);
        await _stream.WriteAsync(entry.Key, cancellation);
        await _stream.WriteAsync(entry.Content, cancellation);
        _left++;
    }
}
