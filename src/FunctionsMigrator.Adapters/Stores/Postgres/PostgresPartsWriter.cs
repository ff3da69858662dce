namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>Takes the bytes of a blob and hands them on in parts. What is left at the end is the tail, which is all of a small blob.</summary>
/// <param name="store">Stores a part by its number, from 0.</param>
internal sealed class PostgresPartsWriter(Func<int, byte[], CancellationToken, Task> store) : Stream
{
    private const int PartSize = 512 << 10;

    private readonly MemoryStream _buffer = new();

    /// <summary>Parts stored so far.</summary>
    public int Parts { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How many parts were stored, and what is left.</summary>
    public (int Parts, byte[] Tail) End() => (Parts, _buffer.ToArray());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var fits = Math.Min(buffer.Length, PartSize - (int)_buffer.Length);
            _buffer.Write(buffer.Span[..fits]);
            buffer = buffer[fits..];
            if (_buffer.Length == PartSize)
            {
                await store(Parts, _buffer.ToArray(), cancellationToken);
                Parts++;
                _buffer.SetLength(0);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _buffer.Dispose();
        base.Dispose(disposing);
    }
}
