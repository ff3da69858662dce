namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>Bytes that are made while they are read, as many as are wanted, and never kept.</summary>
/// <param name="length">How many.</param>
/// <param name="every">Told how many were read, each time another 10 MiB were.</param>
internal sealed class GeneratedStream(long length, Func<long, Task>? every = null) : Stream
{
    private const long Step = 10 << 20;
    private long _position;
    private long _told;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (every is not null && _position - _told >= Step)
        {
            _told = _position;
            await every(_position);
        }

        return Fill(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Fill(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        for (var i = 0; i < count; i++)
        {
            var at = _position + i;
            buffer[i] = (byte)(at ^ (at >> 8) ^ (at >> 16));
        }

        _position += count;
        return count;
    }
}
