namespace FunctionsMigrator.Core.Metadata;

/// <summary>Reads another stream in the form that <see cref="CanonicalText"/> states. Not seekable.</summary>
internal sealed class CanonicalTextStream(Stream source) : Stream
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;
    private bool _started;
    private bool _ended;
    private bool _binary;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (NeedsMore)
        {
            Took(source.Read(_buffer, _end, _buffer.Length - _end));
        }

        return Give(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (NeedsMore)
        {
            Took(await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken));
        }

        return Give(buffer.Span);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    // Whether the bytes at hand cannot be judged yet: the probe is not full, none are left, or the last one is a CR whose successor is unknown.
    private bool NeedsMore
    {
        get
        {
            if (_ended)
            {
                return false;
            }

            return _started
                ? _start == _end || (!_binary && _end - _start == 1 && _buffer[_start] == Cr)
                : _end < CanonicalText.Probe;
        }
    }

    private void Took(int read)
    {
        _ended = read == 0;
        _end += read;
    }

    private int Give(Span<byte> wanted)
    {
        if (!_started)
        {
            _started = true;
            _binary = CanonicalText.IsBinary(_buffer.AsSpan(0, _end));
            if (!_binary && _buffer.AsSpan(0, _end).StartsWith(CanonicalText.ByteOrderMark))
            {
                _start = CanonicalText.ByteOrderMark.Length;
            }
        }

        var given = 0;
        while (given < wanted.Length && _start < _end)
        {
            var ahead = _buffer.AsSpan(_start, Math.Min(_end - _start, wanted.Length - given));
            var plain = _binary ? -1 : ahead.IndexOf(Cr);
            plain = plain < 0 ? ahead.Length : plain;
            ahead[..plain].CopyTo(wanted[given..]);
            given += plain;
            _start += plain;
            if (plain == ahead.Length)
            {
                continue;
            }

            if (_start + 1 == _end && !_ended)
            {
                break;
            }

            if (_start + 1 < _end && _buffer[_start + 1] == Lf)
            {
                _start++;
            }

            wanted[given++] = _buffer[_start++];
        }

        MakeRoom();
        return given;
    }

    private void MakeRoom()
    {
        if (_end - _start <= 1)
        {
            _buffer[0] = _start < _end ? _buffer[_start] : (byte)0;
            _end -= _start;
            _start = 0;
        }
    }
}
