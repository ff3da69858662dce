namespace FunctionsMigrator.Core.Ports;

/// <summary>Reads a stream line by line as bytes, with memory for a piece of it and the longest line. Waits only where the stream must be read.</summary>
internal sealed class LineReader(Stream stream) : IAsyncDisposable
{
    private const int Piece = 64 * 1024;

    private byte[] _buffer = new byte[Piece];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineEnd;
    private bool _ended;

    /// <summary>The line, without its end. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineEnd - _lineStart);

    /// <summary>Goes to the next line that is not empty, as far as it is in memory.</summary>
    public bool TryMove()
    {
        while (_buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n') is var length and >= 0)
        {
            (_lineStart, _lineEnd) = (_start, _start + length);
            _start = _lineEnd + 1;
            if (length > 0)
            {
                return true;
            }
        }

        if (!_ended || _start == _end)
        {
            return false;
        }

        // The last line has no end of its own.
        (_lineStart, _lineEnd, _start) = (_start, _end, _end);
        return true;
    }

    /// <summary>Goes to the next line that is not empty; false behind the last one.</summary>
    public ValueTask<bool> MoveAsync(CancellationToken cancellation) => TryMove() ? ValueTask.FromResult(true) : FillAsync(cancellation);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        while (!_ended)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            _end += read;
            _ended = read == 0;
            if (TryMove())
            {
                return true;
            }
        }

        (_lineStart, _lineEnd) = (0, 0);
        return false;
    }
}
